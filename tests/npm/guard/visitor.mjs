// Loaded before an example of the documentation: whatever server it starts is asked once without a token, and then closed; so is a `fetch` or a
// `handler` that it exports.

import { Server } from 'node:net';
import { pathToFileURL } from 'node:url';

const listen = Server.prototype.listen;
Server.prototype.listen = function () {
  this.once('listening', async () => {
    const response = await fetch(`http://127.0.0.1:${this.address().port}/orders`);
    refused(response.status, response.headers.get('WWW-Authenticate'));
    this.close();
    this.closeAllConnections();
  });
  return listen.call(this, { port: 0, host: '127.0.0.1' }, typeof arguments[arguments.length - 1] === 'function' ? arguments[arguments.length - 1] : undefined);
};

const example = await import(pathToFileURL(process.argv[1]).href);
if (example.default?.fetch) {
  const response = await example.default.fetch(new Request('https://api.example/orders'));
  refused(response.status, response.headers.get('WWW-Authenticate'));
}
if (example.handler) {
  const { statusCode, headers } = await example.handler({ version: '2.0', rawPath: '/orders', headers: {}, requestContext: { http: { method: 'GET' } } }, {});
  refused(statusCode, headers['WWW-Authenticate']);
}

function refused(status, challenge) {
  if (status === 401 && challenge?.startsWith('Bearer')) return;
  console.error(`answered ${status} ${challenge}, where it should refuse`);
  process.exitCode = 1;
}

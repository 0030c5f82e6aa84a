// A plain file server on loopback, as anybody might put the page on: it can lose a file, and it can go away.

import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';

const TYPES = {
  '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.wasm': 'application/wasm', '.svg': 'image/svg+xml',
  '.png': 'image/png', '.woff2': 'font/woff2', '.webmanifest': 'application/manifest+json', '.txt': 'text/plain',
};

/**
 * @param {string} folder
 * @param {{ missing?: RegExp, replaced?: RegExp, policy?: string }} [options] `missing`: paths that answer 404; `replaced`: paths that answer
 *   200 with a web page, as some gateways do; `policy`: a Content-Security-Policy of the site's own
 */
export async function serveFolder(folder, { missing, replaced, policy } = {}) {
  let allowed = false;
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url, 'http://localhost').pathname);
    const file = join(folder, path.endsWith('/') ? `${path}index.html` : path);
    if ((!allowed && missing?.test(path)) || !existsSync(file) || !statSync(file).isFile()) return response.writeHead(404).end();
    if (replaced?.test(path)) return response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Please sign in</h1>');
    response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream', ...(policy && { 'content-security-policy': policy }) });
    createReadStream(file).pipe(response);
  });
  // What was missing is there from now on.
  const allow = () => void (allowed = true);
  return { allow, url: `${await listen(server)}/`, close: () => end(server) };
}

/** Answers everything with one JSON value, to every page that asks; `asked` is what was. */
export async function serveJson(value) {
  const asked = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.writeHead(200, { 'content-type': 'application/json', 'access-control-allow-origin': '*' }).end(JSON.stringify(value()));
  });
  return { asked, url: await listen(server), close: () => end(server) };
}

async function listen(server) {
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://localhost:${server.address().port}`;
}

function end(server) {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(resolve));
}

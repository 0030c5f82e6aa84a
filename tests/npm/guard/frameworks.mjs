// The API of the tests in each framework, on loopback or by events: what is sent to it, and what comes back.

import { createServer, request as httpRequest } from 'node:http';

import express from 'express';
import fastify from 'fastify';
import { Hono } from 'hono';
import Koa from 'koa';

const METADATA = '/.well-known/oauth-protected-resource/orders';

/**
 * By name: starts the API with these guards by path, and gives how to send a request to it and how to end.
 * @param {typeof import('./load.js')} adapters
 */
export const frameworks = ({ expressGuard, fastifyGuard, honoGuard, koaGuard, lambdaGuard }) => ({
  'Express 5': async (guards) => {
    const app = express();
    app.use(express.urlencoded({ extended: false }));
    for (const [path, guard] of Object.entries(guards)) {
      app.use(path, expressGuard(guard), (request, response) => response.json({ sub: request.verified.claims.sub }));
    }
    app.use(METADATA, expressGuard(guards['/orders']));
    return overHttp(createServer(app));
  },
  'node:http': async (guards) => {
    const by = Object.fromEntries(Object.entries(guards).map(([path, guard]) => [path, expressGuard(guard)]));
    const server = createServer((request, response) => {
      const protect = by[request.url.split('?')[0]] ?? by['/orders'];
      protect(request, response, () => {
        response.setHeader('Content-Type', 'application/json');
        response.end(JSON.stringify({ sub: request.verified.claims.sub }));
      });
    });
    return { ...(await overHttp(server)), readsForms: false };
  },
  Fastify: async (guards) => {
    const app = fastify();
    const by = Object.fromEntries(Object.entries(guards).map(([path, guard]) => [path, fastifyGuard(guard)]));
    for (const path of Object.keys(guards)) {
      app.route({ method: ['GET', 'HEAD', 'OPTIONS'], url: path, onRequest: by[path], handler: async (request) => ({ sub: request.verified.claims.sub }) });
    }
    app.route({ method: ['GET', 'OPTIONS'], url: METADATA, onRequest: by['/orders'], handler: async () => 'not reached' });
    await app.listen({ port: 0, host: '127.0.0.1' });
    const { port } = app.server.address();
    return { send: sender(port), close: () => app.close(), port, readsForms: false };
  },
  Koa: async (guards) => {
    const app = new Koa();
    const by = Object.fromEntries(Object.entries(guards).map(([path, guard]) => [path, koaGuard(guard)]));
    app.use((ctx, next) => (by[ctx.path] ?? by['/orders'])(ctx, next));
    app.use((ctx) => (ctx.body = { sub: ctx.state.verified.claims.sub }));
    return { ...(await overHttp(createServer(app.callback()))), readsForms: false };
  },
  Hono: async (guards) => {
    const app = new Hono();
    for (const [path, guard] of Object.entries(guards)) {
      app.use(path, honoGuard(guard));
      app.all(path, (c) => c.json({ sub: c.get('verified').claims.sub }));
    }
    app.use(METADATA, honoGuard(guards['/orders']));
    return { send: (sent) => byRequest((request) => app.fetch(request), sent), close: () => {} };
  },
  'Lambda, events of version 1': async (guards) => ({ send: (sent) => byEvent(guards, lambdaGuard, firstEvent(sent)), close: () => {} }),
  'Lambda, events of version 2': async (guards) => ({ send: (sent) => byEvent(guards, lambdaGuard, secondEvent(sent)), close: () => {} }),
});

export async function overHttp(server) {
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { send: sender(server.address().port), close, port: server.address().port };
}

/** Sends as it is told, several headers of one name included. */
export const sender = (port) => (sent) =>
  new Promise((resolve, reject) => {
    const { method, path, headers, body } = spelt(sent);
    const request = httpRequest({ port, host: '127.0.0.1', method, path, agent: false });
    for (const [name, value] of Object.entries(headers)) request.setHeader(name, value);
    request.on('error', reject);
    request.on('response', async (response) => {
      const chunks = [];
      for await (const chunk of response) chunks.push(chunk);
      const header = (name) => response.headers[name.toLowerCase()]?.toString() ?? null;
      resolve({ status: response.statusCode, header, body: Buffer.concat(chunks).toString() });
    });
    request.end(body);
  });

async function byRequest(fetch, sent) {
  const { method, path, headers, body } = spelt(sent);
  const all = new Headers();
  for (const [name, values] of Object.entries(headers)) for (const value of [values].flat()) all.append(name, value);
  const response = await fetch(new Request(`https://api.example${path}`, { method, headers: all, body }));
  const text = method === 'HEAD' ? '' : await response.text();
  return { status: response.status, header: (name) => response.headers.get(name), body: text };
}

async function byEvent(guards, lambdaGuard, event) {
  const path = event.rawPath ?? event.path;
  const handler = lambdaGuard(guards[path] ?? guards['/orders'])(async (_event, _context, { claims }) => ({
    statusCode: 200,
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ sub: claims.sub }),
  }));
  const { statusCode, headers, body } = await handler(event, {});
  const isHead = (event.httpMethod ?? event.requestContext.http.method) === 'HEAD';
  return { status: statusCode, header: (name) => headers[name] ?? null, body: isHead ? '' : body };
}

/** The header as it was written, and a list of its values. */
function firstEvent(sent) {
  const { method, path, headers, body = null } = spelt(sent);
  const [before, query] = path.split('?');
  const values = {};
  for (const [name, value] of new URLSearchParams(query ?? '')) (values[name] ??= []).push(value);
  return {
    httpMethod: method,
    path: before,
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value].flat().at(-1)])),
    multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value].flat()])),
    multiValueQueryStringParameters: query === undefined ? null : values,
    requestContext: { httpMethod: method },
    body,
    isBase64Encoded: false,
  };
}

function secondEvent(sent) {
  const { method, path, headers, body } = spelt(sent);
  const [rawPath, rawQueryString = ''] = path.split('?');
  return {
    version: '2.0',
    rawPath,
    rawQueryString,
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), [value].flat().join(',')])),
    requestContext: { http: { method } },
    body: body && btoa(body),
    isBase64Encoded: body !== undefined,
  };
}

/** A row's request with all that it leaves unsaid. */
function spelt({ method, path = '/orders', headers = {}, authorization, form }) {
  const all = { ...headers };
  if (authorization !== undefined) all.Authorization = authorization;
  if (form !== undefined) all['Content-Type'] = 'application/x-www-form-urlencoded';
  return { method: method ?? (form === undefined ? 'GET' : 'POST'), path, headers: all, body: form };
}

/**
 * What Express, Fastify and Koa have in common: requests and responses of `node:http`.
 * @module
 */

import { beside, exposedOf } from './cors.js';

/** @typedef {import('node:http').IncomingMessage} IncomingMessage */
/** @typedef {import('node:http').ServerResponse} ServerResponse */
/** @typedef {import('./index.js').Answer} Answer */
/** @typedef {import('./index.js').Asked} Asked */

/**
 * What has headers that can be looked at before they are sent.
 * @typedef {{ hasHeader: (name: string) => boolean, getHeader: (name: string) => any }} Headed
 */

/**
 * A request as the guard takes it. A form is looked at where it has been parsed before.
 * @param {IncomingMessage} request
 * @param {{ url?: string, body?: unknown, native?: unknown }} [known] What a framework has of it.
 * @returns {Asked}
 */
export function askedBy(request, { url = request.url, body, native = request } = {}) {
  return {
    method: request.method ?? 'GET',
    url: url ?? '/',
    header: (name) => headerOf(request, name),
    formTokens: () => tokensIn(body),
    native,
  };
}

/**
 * Every header of that name: of Authorization, Node itself gives the first alone.
 * @param {IncomingMessage} request
 * @param {string} name
 */
function headerOf({ rawHeaders, headers }, name) {
  const found = rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1].toLowerCase() === name);
  // A request that a test or a serverless host made up may have no raw headers.
  return found.length > 0 ? found.join(', ') : headers[name]?.toString();
}

/** @param {unknown} body @returns {string[]} */
function tokensIn(body) {
  if (typeof body !== 'object' || body === null || !('access_token' in body)) return [];
  return [body.access_token].flat().map(String);
}

/**
 * The headers of an answer, with those lists that the response has so far, and for pages that may read it where the API does
 * CORS by other means.
 * @param {Headed} response
 * @param {Record<string, string>} headers
 * @param {boolean} [refuses]
 */
export function headersFor(response, headers, refuses = false) {
  const isRead = refuses && response.hasHeader('Access-Control-Allow-Origin');
  const all = isRead ? { 'Access-Control-Expose-Headers': exposedOf(headers), ...headers } : headers;
  return Object.fromEntries(beside(all, (name) => response.getHeader(name)));
}

/**
 * @param {ServerResponse} response
 * @param {Record<string, string>} headers
 */
export function setHeaders(response, headers) {
  for (const [name, value] of Object.entries(headersFor(response, headers))) response.setHeader(name, value);
}

/**
 * Sends what the guard answers.
 * @param {ServerResponse} response
 * @param {Answer} answer
 */
export function send(response, { status, headers, body }) {
  response.statusCode = status;
  for (const [name, value] of Object.entries(headersFor(response, headers, true))) response.setHeader(name, value);
  response.end(body);
}

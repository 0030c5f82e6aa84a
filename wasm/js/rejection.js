/**
 * Why an API answered 401 or 403.
 * @module
 */

import { core } from './core.js';
import { guarded } from './error.js';

/** @typedef {import('./types.js').Diagnosis} Diagnosis */

/** How much of a body is looked at, in characters. */
const mostCharacters = 64 * 1024;

/**
 * Ranks the reasons why an API said no, each with its evidence and what to do.
 *
 * @example
 * import { explainRejection } from 'claimscope'
 *
 * const response = new Response(null, {
 *   status: 401,
 *   headers: { 'WWW-Authenticate': 'Bearer error="invalid_token", error_description="The audience \'api2\' is invalid"' },
 * })
 * const { headline } = await explainRejection(response, { audience: 'api1' })
 * console.log(headline)
 *
 * @param {Response | { status: number, headers?: HeadersInit, body?: string }} response A `Response` is read from a copy.
 * @param {{ token?: string, url?: string, method?: string, issuer?: string, audience?: string | string[], scopes?: string[], now?: () => number }} [known]
 *   What is known besides: the token that was sent, and what the API expects. Without `token` nothing is said about whether
 *   one was sent; an empty one says that none was.
 * @returns {Promise<Diagnosis>}
 */
export async function explainRejection(response, known = {}) {
  const { token, method = 'GET', issuer, audience = [], scopes = [], now = Date.now } = known;
  const isResponse = response instanceof Response;
  const body = isResponse ? (response.bodyUsed ? '' : await response.clone().text()) : (response.body ?? '');
  const answer = {
    status: response.status,
    headers: [...new Headers(response.headers)],
    body: body.slice(0, mostCharacters),
    method,
    url: known.url ?? (isResponse ? response.url : ''),
    authorization: token && `Bearer ${token}`,
    issuer,
    audiences: [audience].flat(),
    scopes,
  };
  return JSON.parse(guarded(() => core().explain_rejection(answer, now())));
}

/**
 * Why an API answered 401 or 403.
 * @module
 */

import { core } from './core.js';
import { clock, guarded, onlyKnown, onlyText, timeBy } from './error.js';

/** @typedef {import('./types.js').Diagnosis} Diagnosis */

/** How much of a body is looked at, in characters. */
const mostCharacters = 64 * 1024;

/** How long one may take to come, in milliseconds. */
const mostMilliseconds = 5000;

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
  onlyKnown(known, ['token', 'url', 'method', 'issuer', 'audience', 'scopes', 'now']);
  const { token, method = 'GET', issuer, audience, scopes, now = Date.now } = known;
  const isResponse = response instanceof Response;
  const body = isResponse ? await beginning(response) : (response.body ?? '');
  onlyText(body, 'body');
  const answer = {
    status: response.status,
    headers: [...new Headers(response.headers)],
    body: body.slice(0, mostCharacters),
    method,
    url: String(known.url ?? (isResponse ? response.url : '')),
    authorization: token ? `Bearer ${token.replace(/^Bearer +/i, '')}` : (token ?? undefined),
    issuer: issuer ?? undefined,
    audiences: [audience ?? []].flat(),
    scopes: scopes ?? [],
  };
  const time = timeBy(clock(now));
  return JSON.parse(guarded(() => core().explain_rejection(answer, time)));
}

/**
 * The beginning of a body, read from a copy; of one that has been read, or that does not come, there is none.
 * @param {Response} response
 */
async function beginning(response) {
  if (response.bodyUsed || response.body?.locked || !response.body) return '';
  const reader = /** @type {ReadableStream<Uint8Array>} */ (response.clone().body).getReader();
  const decoder = new TextDecoder();
  let [text, isOver] = ['', false];
  const timer = setTimeout(() => reader.cancel().catch(() => {}), mostMilliseconds);
  try {
    while (!isOver && text.length < mostCharacters) {
      const { done, value } = await reader.read();
      text += decoder.decode(value, { stream: !done });
      isOver = done;
    }
  } catch {
    // What came before the connection broke is enough to look at.
  } finally {
    clearTimeout(timer);
    if (!isOver) reader.cancel().catch(() => {});
  }
  return text;
}

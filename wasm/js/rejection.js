/**
 * Why an API answered 401 or 403.
 * @module
 */

import { beginning, mostCharacters } from './beginning.js';
import { diagnosis } from './diagnosis/start.js';
import { clock, guarded, jsonOf, onlyKnown, onlyText, timeBy } from './error.js';

/** @typedef {import('./types.js').Diagnosis} Diagnosis */

/**
 * An answer that is no `Response`.
 * @typedef {{ status: number, headers?: import('./host.js').HostHeaders | [string, string][] | Record<string, string>, body?: string }} Answered
 */

/**
 * What is known besides: the token that was sent, and what the API expects. Without `token` nothing is said about whether one
 * was sent; an empty one says that none was.
 * @typedef {{ token?: string, url?: string, method?: string, issuer?: string, audience?: string | string[], scopes?: string[], now?: () => number }} Known
 */

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
 * @param {import('./host.js').HostResponse | Answered} response A `Response` is read from a copy.
 * @param {Known} [known]
 * @returns {Promise<Diagnosis>}
 */
export async function explainRejection(response, known = {}) {
  const isResponse = response instanceof Response;
  const body = isResponse ? await beginning(response) : (response.body ?? '');
  onlyText(body, 'body');
  const answer = {
    status: response.status,
    headers: [...new Headers(response.headers)],
    body: body.slice(0, mostCharacters),
    ...besides(known, isResponse ? response.url : ''),
  };
  const time = timeBy(clock(known.now ?? Date.now));
  const { explain_rejection: explain } = await diagnosis();
  return JSON.parse(guarded(() => explain(jsonOf(answer), time)));
}

/**
 * As {@link explainRejection}, of whatever a person pasted: a response as text, what `curl -v` prints, a HAR file, an error as
 * JSON, a challenge, a line of a log, a redirect with an error.
 *
 * @example
 * import { explainPasted } from 'claimscope'
 *
 * const diagnosis = await explainPasted('WWW-Authenticate: Bearer error="insufficient_scope", scope="orders"')
 * console.log(diagnosis?.headline)
 *
 * @param {string} text
 * @param {Known} [known]
 * @returns {Promise<Diagnosis | undefined>} Nothing where the text says nothing of a refusal.
 */
export async function explainPasted(text, known = {}) {
  onlyText(text, 'text');
  const answer = besides(known, '');
  const time = timeBy(clock(known.now ?? Date.now));
  const { explain_pasted: explain } = await diagnosis();
  const json = guarded(() => explain(text, jsonOf(answer), time));
  return json && JSON.parse(json);
}

/**
 * What is known besides the answer, as the core takes it.
 * @param {Known} known
 * @param {string} url
 */
function besides(known, url) {
  onlyKnown(known, ['token', 'url', 'method', 'issuer', 'audience', 'scopes', 'now']);
  const { token, method = 'GET', issuer, audience, scopes } = known;
  return {
    method,
    url: String(known.url ?? url),
    authorization: token ? `Bearer ${token.replace(/^Bearer +/i, '')}` : (token ?? undefined),
    issuer: issuer ?? undefined,
    audiences: [audience ?? []].flat(),
    scopes: scopes ?? [],
  };
}

/**
 * Answers to pages of other origins: without these headers they could not read why they were refused (Fetch §3.3).
 * @module
 */

/** @typedef {import('./index.js').Answer} Answer */
/** @typedef {import('./index.js').Asked} Asked */

/**
 * @typedef {object} Cors
 * @property {'*' | string[]} origins The origins whose pages may call the API, such as `https://app.example`; `'*'` for all.
 * @property {string[]} [methods] The methods that they may use. Default: the one that is asked for.
 * @property {string[]} [headers] The headers that they may send. Default: those that are asked for.
 * @property {number} [maxAge] Seconds for which a browser may remember that. Default 600.
 */

/**
 * What pages may read of a refusal, or of an answer that carries these headers.
 * @param {Record<string, string>} [headers]
 */
export const exposedOf = (headers) => (headers && 'DPoP-Nonce' in headers ? 'WWW-Authenticate, DPoP-Nonce, Retry-After' : 'WWW-Authenticate, Retry-After');

/** Headers that are lists, to which an API may have added before. */
const lists = ['Vary', 'Access-Control-Expose-Headers'];

/**
 * Headers, beside those that an answer has so far.
 * @param {Record<string, string>} headers
 * @param {(name: string) => any} before
 * @returns {[name: string, value: string][]}
 */
export function beside(headers, before) {
  return Object.entries(headers).map(([name, value]) => {
    const had = lists.includes(name) ? before(name) : undefined;
    return [name, had === undefined || had === null ? value : [had, value].flat().join(', ')];
  });
}

/** Names of methods and headers (RFC 9110 §5.6.2), with commas between: nothing else is repeated. */
const names = /^[!#$%&'*+.^`|~\w, -]+$/;

/**
 * The headers for every answer to a page of an origin that may call the API.
 * @param {Cors | undefined} cors
 * @param {Asked} asked
 * @param {Record<string, string>} [headers] The others of the answer.
 * @returns {Record<string, string>}
 */
export function corsHeaders(cors, asked, headers) {
  const exposed = exposedOf(headers);
  if (cors === undefined) return {};
  const origin = asked.header('origin');
  if (cors.origins === '*') return origin === undefined ? {} : { 'Access-Control-Allow-Origin': '*', 'Access-Control-Expose-Headers': exposed };
  if (origin === undefined || !cors.origins.includes(origin)) return { Vary: 'Origin' };
  return { 'Access-Control-Allow-Origin': origin, 'Access-Control-Expose-Headers': exposed, Vary: 'Origin' };
}

/**
 * The answer to a preflight, which carries no token (Fetch §3.3.5); nothing where the request is none, or the API does no CORS.
 * @param {Cors | undefined} cors
 * @param {Asked} asked
 * @returns {Answer | undefined}
 */
export function preflight(cors, asked) {
  const method = asked.header('access-control-request-method');
  if (cors === undefined || asked.method !== 'OPTIONS' || method === undefined || asked.header('origin') === undefined) return undefined;
  const { 'Access-Control-Expose-Headers': _, ...headers } = corsHeaders(cors, asked);
  if (!headers['Access-Control-Allow-Origin']) return { status: 204, headers };
  const wanted = asked.header('access-control-request-headers');
  const allowed = {
    'Access-Control-Allow-Methods': cors.methods?.join(', ') ?? method,
    'Access-Control-Allow-Headers': cors.headers?.join(', ') ?? wanted,
  };
  for (const [name, value] of Object.entries(allowed)) if (value !== undefined && names.test(value)) headers[name] = value;
  return { status: 204, headers: { ...headers, 'Access-Control-Max-Age': String(cors.maxAge ?? 600) } };
}

/**
 * Where a request carries its access token (RFC 6750 §2), and what is wrong with how it does.
 * @module
 */

/** @typedef {import('./index.js').Asked} Asked */

/**
 * Why there is no token to look at. Without `error` the request lacks authentication, and is not malformed (RFC 6750 §3.1).
 * @typedef {{ code: 'token.missing' | 'token.place' | 'header.scheme' | 'request.invalid', error?: 'invalid_request', message: string }} Fault
 */

/** A scheme, and what follows it (RFC 9110 §11.4). */
const credentials = /^([!#$%&'*+.^`|~\w-]+)(?:$| +(.*)$)/s;
/** What a bearer token is made of (RFC 6750 §2.1). */
const b64token = /^[\w.~+/-]+=*$/;

/** @type {Fault} */
const none = { code: 'token.missing', message: 'no access token was sent' };

/** @typedef {{ token: string, scheme: 'Bearer' | 'DPoP' }} Found */

/**
 * The one token of a request, or why there is none to look at.
 * @param {Asked} asked
 * @param {readonly string[]} methods Where tokens are taken from.
 * @param {readonly ('Bearer' | 'DPoP')[]} schemes By which they come in the header.
 * @returns {Promise<Found | Fault>}
 */
export async function tokenOf(asked, methods, schemes) {
  const header = inHeader(asked.header('authorization') ?? '', schemes);
  if ('error' in header) return header;
  const elsewhere = {
    query: new URLSearchParams(queryOf(asked.url)).getAll('access_token'),
    body: isForm(asked) ? ((await asked.formTokens?.()) ?? []) : [],
  };
  const others = [...elsewhere.query, ...elsewhere.body];
  const sent = 'token' in header ? [header.token, ...others] : others;
  if (sent.length > 1) return malformed('more than one access token was sent');
  if ('token' in header) return methods.includes('header') ? header : misplaced('the Authorization header');
  if (others.length === 0) return header;
  const place = elsewhere.query.length > 0 ? 'query' : 'body';
  if (!methods.includes(place)) return misplaced(place === 'query' ? 'the URL' : 'the body');
  return b64token.test(others[0]) ? { token: others[0], scheme: 'Bearer' } : malformed('the access token is not written as RFC 6750 has it');
}

/**
 * @param {string} value
 * @param {readonly ('Bearer' | 'DPoP')[]} schemes
 * @returns {Found | Fault}
 */
function inHeader(value, schemes) {
  if (value === '') return none;
  const [, sent, rest = ''] = credentials.exec(value) ?? [];
  if (sent === undefined) return malformed('the Authorization header has no scheme');
  // Somebody else's scheme is no malformed token but none at all.
  const scheme = schemes.find((one) => one.toLowerCase() === sent.toLowerCase());
  if (scheme === undefined) return { code: 'header.scheme', message: `the Authorization header has another scheme than ${schemes.join(' and ')}` };
  return b64token.test(rest) ? { token: rest, scheme } : malformed('the Authorization header has something else than one token after its scheme');
}

/**
 * @param {string} message
 * @returns {Fault}
 */
const malformed = (message) => ({ code: 'request.invalid', error: 'invalid_request', message });

/**
 * @param {string} where
 * @returns {Fault}
 */
const misplaced = (where) => ({ code: 'token.place', message: `an access token was sent in ${where}, where none is taken` });

/** What any other body says of tokens is the API's business. @param {Asked} asked */
const isForm = (asked) => /^application\/x-www-form-urlencoded\b/i.test(asked.header('content-type') ?? '');

/** @param {string} url */
const queryOf = (url) => (url.includes('?') ? url.slice(url.indexOf('?') + 1).split('#', 1)[0] : '');

/**
 * A refusal: what is answered, byte for byte, and what is told of it.
 * @module
 */

import { answerTo, challenge, descriptionOf } from '../challenge.js';

/** @typedef {import('./index.js').Answer} Answer */
/** @typedef {import('./index.js').Asked} Asked */
/** @typedef {import('./index.js').Refusal} Refusal */

/** Seconds after which to come again, where nothing else was said. */
const retryAfter = 10;

/**
 * Why a request is refused, and by which scheme its token came, if one did.
 * @typedef {Omit<Refusal, 'method' | 'path'> & { scheme?: 'Bearer' | 'DPoP', headers?: Record<string, string> }} Why
 */

/**
 * What every challenge of a guard has.
 * @typedef {{ schemes: readonly ('Bearer' | 'DPoP')[], algs?: string, realm?: string, scope?: string, acrValues?: string, maxAge?: string, resourceMetadata?: string, retryAfter?: number }} Told
 */

/**
 * What a verification that failed comes to. What is neither the token's fault nor that of missing keys is no 500 either: the
 * caller can do nothing about it, and the API is told.
 * @param {any} error
 * @returns {Omit<Refusal, 'method' | 'path'>}
 */
export function refusalBy(error) {
  if (error?.name !== 'ClaimscopeError') return { status: 503, code: 'verifier', message: String(error), cause: error };
  const { code, message, hint } = error;
  const { status, error: word } = answerTo(code);
  return { status: status === 500 ? 503 : status, error: word, code, message, hint, cause: error };
}

/** The members of `cnf` that say which proof a token needs (RFC 9449 §6.1, RFC 8705 §3.1). */
export const [DPOP, CERTIFICATE] = ['jkt', 'x5t#S256'];

/**
 * Why a token that only the holder of a key may use is refused (RFC 7800 §3.1): what it is bound by, nothing here looks at. What is
 * no confirmation that is known may be one all the same.
 * @param {unknown} cnf
 * @param {string[]} lookedAt the members at whose proof something looks
 * @returns {Omit<Refusal, 'method' | 'path'> | undefined}
 */
export function refusalOfUnproved(cnf, lookedAt) {
  if (cnf === undefined) return undefined;
  const members = typeof cnf === 'object' && cnf !== null && !Array.isArray(cnf) ? Object.keys(cnf) : [];
  const refusal = (/** @type {string} */ code, /** @type {string} */ message) => ({ status: 401, error: 'invalid_token', code, message });
  const isUnproved = (/** @type {string} */ member) => members.includes(member) && !lookedAt.includes(member);
  if (isUnproved(DPOP)) return refusal('dpop.required', 'the token is bound to a key by DPoP, and came as a bearer token');
  if (isUnproved(CERTIFICATE)) return refusal('token.certificate-bound', 'the token is bound to a client certificate, and this API looks at none');
  if (members.some((member) => lookedAt.includes(member))) return undefined;
  return refusal('token.bound', 'the token is bound to a key, and this API looks at no proof of it');
}

/**
 * The answer to a request that is refused.
 * @param {Why} refusal
 * @param {Told} told
 * @returns {Answer}
 */
export function answerOf({ status, error, code, message, scheme }, told) {
  const description = status === 503 ? 'tokens cannot be verified at the moment' : isByVerifier(code) ? descriptionOf(code) : message;
  const word = status === 503 ? 'temporarily_unavailable' : error;
  /** @type {Record<string, string>} */
  const header =
    status === 503
      ? { 'Retry-After': String(told.retryAfter ?? retryAfter) }
      : { 'WWW-Authenticate': challenges(status, error, description, told, scheme) };
  return {
    status,
    headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store', ...header },
    body: JSON.stringify({ error: word, error_description: description, code }),
  };
}

/** Messages of checks may repeat what stands in the token; those of the guard do not. @param {string} code */
const isByVerifier = (code) => !/^(token|request|dpop)\.|^header\.scheme$/.test(code);

/**
 * A challenge for each scheme; the error stands in that by which the token came (RFC 9449 §7.2).
 * @param {number} status
 * @param {string | undefined} error
 * @param {string} description
 * @param {Told} told
 * @param {'Bearer' | 'DPoP' | undefined} by
 */
function challenges(status, error, description, told, by = told.schemes[0]) {
  return told.schemes
    .map((scheme) => {
      const isBy = scheme === by;
      return challenge(scheme, { ...parameters(status, isBy ? error : undefined, description, told), algs: scheme === 'DPoP' ? told.algs : undefined });
    })
    .join(', ');
}

/**
 * @param {number} status
 * @param {string | undefined} error
 * @param {string} description
 * @param {Told} told
 */
function parameters(status, error, description, { realm, scope, acrValues, maxAge, resourceMetadata }) {
  const stepsUp = error === 'insufficient_user_authentication';
  return {
    realm,
    // A request that sends no token has made no error (RFC 6750 §3.1).
    error,
    error_description: error && description,
    scope: status === 400 ? undefined : scope,
    acr_values: stepsUp ? acrValues : undefined,
    max_age: stepsUp ? maxAge : undefined,
    resource_metadata: resourceMetadata,
  };
}

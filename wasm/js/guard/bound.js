/**
 * Access tokens that are bound to a key: to one that each request proves (DPoP, RFC 9449), or to a client certificate (RFC 8705).
 * @module
 */

import { base64url, base64urlOf } from '../base64url.js';
import { misuse, onlyKnown } from '../error.js';
import { noncesOf } from './nonces.js';
import { judged } from './proof.js';
import { CERTIFICATE, DPOP } from './refusal.js';
import { memoryReplays } from './replays.js';

export { memoryReplays };

/** @typedef {import('./index.js').Asked} Asked */
/** @typedef {import('./index.js').Refusal} Refusal */
/** @typedef {import('./replays.js').Replays} Replays */
/** @typedef {import('../compact.js').Verified} Verified */
/** @typedef {import('../verifier.js').Verifier} Verifier */

/**
 * A token that has been verified, and how it was sent.
 * @typedef {{ asked: Asked, token: string, scheme: 'Bearer' | 'DPoP', claims: Record<string, any>, verifier: Verifier }} Sent
 */

/**
 * What a binding says of a request: whether its token is bound, why the request is refused, what its answer carries.
 * @typedef {{ isBound: boolean, refusal?: Omit<Refusal, 'method' | 'path'>, headers?: Record<string, string> }} Binding
 */

/**
 * A way in which tokens are bound: by this member of `cnf`. `algs` is for the challenge of the scheme DPoP.
 * @typedef {{ member: string, algs?: string, metadata: (isRequired: boolean) => Record<string, unknown>, check: (sent: Sent) => Promise<Binding> }} Bound
 */

/**
 * @typedef {object} DpopOptions
 * @property {string | ((request: any) => string)} publicUrl The API's URL as clients know it, to which the path of a request is
 *   added: what proxies put into a request's own headers, anybody can. Or a function that gives the whole URL of a request.
 * @property {string[]} [algorithms] Those of proofs. Default: ES256, ES384, PS256, RS256, EdDSA.
 * @property {number} [maxAge] Most seconds since a proof was made; it may lie as much ahead, 60 at the most. Default 120.
 * @property {boolean | Uint8Array} [nonce] Whether proofs carry a nonce of this API; servers that stand beside each other share
 *   32 bytes or more, from which nonces are made. Default `false`.
 * @property {Replays} [replays] Where it is remembered which proofs have come. Default: in memory, for one process.
 */

const asymmetric = ['ES256', 'ES384', 'ES512', 'PS256', 'PS384', 'PS512', 'RS256', 'RS384', 'RS512', 'EdDSA', 'Ed25519'];

/**
 * Takes tokens that are bound to a key by DPoP: by the scheme DPoP, with a proof for this very request that has not come before.
 *
 * @example
 * import { createVerifier, remoteIssuer } from 'claimscope'
 * import { createGuard } from 'claimscope/guard'
 * import { dpop } from 'claimscope/guard/bound'
 *
 * const issuer = 'https://localhost:5001'
 * const verifier = createVerifier({ issuer, audience: 'api1', algorithms: ['RS256'], keys: remoteIssuer(issuer) })
 * const guard = createGuard({ verifier, bound: dpop({ publicUrl: 'https://api.example' }), requireBound: true })
 *
 * const refused = await guard(new Request('https://api.example/orders'))
 * if (refused instanceof Response) console.log(refused.headers.get('WWW-Authenticate'))
 * // DPoP algs="ES256 ES384 PS256 RS256 EdDSA"
 *
 * @param {DpopOptions} options
 * @returns {Bound}
 * @throws {import('../error.js').ClaimscopeError} `misuse.options` where an option makes no sense.
 */
export function dpop(options) {
  const { publicUrl, algorithms = ['ES256', 'ES384', 'PS256', 'RS256', 'EdDSA'], maxAge = 120, nonce = false, replays = memoryReplays() } = Object(options);
  checkDpop({ ...options, algorithms, maxAge, nonce, replays });
  const nonces = nonce === false ? undefined : noncesOf(nonce === true ? crypto.getRandomValues(new Uint8Array(32)) : nonce);
  const rules = { publicUrl, algorithms, maxAge, nonces, replays };
  return {
    member: DPOP,
    algs: algorithms.join(' '),
    metadata: (isRequired) => ({ dpop_signing_alg_values_supported: algorithms, ...(isRequired && { dpop_bound_access_tokens_required: true }) }),
    check: async (sent) => {
      const jkt = sent.claims.cnf?.[DPOP];
      if (sent.scheme === 'Bearer') return jkt === undefined ? { isBound: false } : unproved('the token is bound to a key by DPoP, and came as a bearer token');
      if (typeof jkt !== 'string') return unproved('the token is bound to no key, and came by the scheme DPoP');
      return { isBound: true, ...(await judged(sent, jkt, rules)) };
    },
  };
}

/** @param {any} options */
function checkDpop(options) {
  onlyKnown(options, ['publicUrl', 'algorithms', 'maxAge', 'nonce', 'replays']);
  const { publicUrl, algorithms, maxAge, nonce, replays } = options;
  const wrong = [
    [typeof publicUrl !== 'function' && !isPublic(publicUrl), "publicUrl is the API's URL as clients know it, such as https://api.example, or a function that gives that of a request"],
    [!Array.isArray(algorithms) || algorithms.length === 0 || !algorithms.every((name) => asymmetric.includes(name)), `algorithms is a list of ${asymmetric.join(', ')}`],
    [!Number.isSafeInteger(maxAge) || maxAge < 1 || maxAge > 3600, 'maxAge is a whole number of seconds, 1 to 3600'],
    [typeof nonce !== 'boolean' && !(ArrayBuffer.isView(nonce) && nonce.byteLength >= 32), 'nonce is true, false, or 32 bytes or more'],
    [typeof replays?.first !== 'function', 'replays has first(id, seconds), as memoryReplays gives it'],
  ].find(([isWrong]) => isWrong);
  if (wrong) throw misuse('options', String(wrong[1]));
}

/**
 * Whether a path can be added to this URL; by any other each proof would be for another URL.
 * @param {unknown} url
 */
function isPublic(url) {
  if (typeof url !== 'string' || !/^https?:\/\/[^\s\\?#]+$/i.test(url) || !URL.canParse(url)) return false;
  const { username, password, pathname } = new URL(url);
  return username === '' && password === '' && !pathname.includes('//');
}

/** @param {string} message @returns {Binding} */
const unproved = (message) => ({ isBound: true, refusal: { status: 401, error: 'invalid_token', code: 'dpop.required', message } });

/**
 * Takes tokens that are bound to a client certificate, for the connection or the proxy that has seen it.
 *
 * @example
 * import { createVerifier, remoteIssuer } from 'claimscope'
 * import { createGuard } from 'claimscope/guard'
 * import { clientCertificate } from 'claimscope/guard/bound'
 *
 * const issuer = 'https://localhost:5001'
 * const verifier = createVerifier({ issuer, audience: 'api1', algorithms: ['RS256'], keys: remoteIssuer(issuer) })
 * // In Node: the request is the one of `node:http`; with a proxy, its own header, which no client may set.
 * const bound = clientCertificate((request) => request.socket.getPeerCertificate?.().raw)
 * console.log(typeof createGuard({ verifier, bound })) // function
 *
 * @param {(request: any) => string | Uint8Array | undefined | null} of Gives the certificate of a request, as the server has it:
 *   its bytes, PEM (percent-encoded, as nginx and AWS have it, or not), RFC 9440's `:…:`, or its SHA-256 as base64url.
 * @returns {Bound}
 * @throws {import('../error.js').ClaimscopeError} `misuse.options` where no function is given.
 */
export function clientCertificate(of) {
  if (typeof of !== 'function') throw misuse('options', 'clientCertificate takes a function that gives the certificate of a request');
  return {
    member: CERTIFICATE,
    metadata: (isRequired) => (isRequired ? { tls_client_certificate_bound_access_tokens: true } : {}),
    check: async ({ asked, claims }) => {
      const expected = claims.cnf?.[CERTIFICATE];
      if (expected === undefined) return { isBound: false };
      const found = await thumbprintOf(of(asked.native));
      if (found !== undefined && found === expected) return { isBound: true };
      const message = found === undefined ? 'the token is bound to a client certificate, and none was used' : 'the token is bound to another client certificate';
      return { isBound: true, refusal: { status: 401, error: 'invalid_token', code: 'token.certificate-bound', message } };
    },
  };
}

/**
 * The SHA-256 of a certificate (RFC 8705 §3.1).
 * @param {string | Uint8Array | undefined | null} given
 */
async function thumbprintOf(given) {
  if (given === undefined || given === null || given.length === 0) return undefined;
  if (typeof given === 'string' && /^[\w-]{43}$/.test(given)) return given;
  const bytes = typeof given === 'string' ? derOf(given) : given;
  return bytes && base64urlOf(new Uint8Array(await crypto.subtle.digest('SHA-256', /** @type {any} */ (bytes))));
}

/** @param {string} text */
function derOf(text) {
  try {
    const pem = text.includes('%') ? decodeURIComponent(text) : text;
    const base64 = /-----BEGIN CERTIFICATE-----([^-]+)-----END/.exec(pem)?.[1] ?? /^:([^:]+):$/.exec(pem.trim())?.[1];
    return base64 && base64url(base64.replace(/\s|=/g, '').replaceAll('+', '-').replaceAll('/', '_'));
  } catch {
    return undefined;
  }
}

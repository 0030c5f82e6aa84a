/**
 * What `createVerifier` is told.
 * @module
 */

import { moreAlgorithmNames } from './engine.js';
import { clock, jsonOf, misuse, onlyKnown } from './error.js';

/** @import { KeySource } from './keys.js' */
/** @import { ClaimsSchema } from './schema.js' */

/**
 * A kind of token: any JWT; an access token (RFC 9068), an ID token, an access token of IdentityServer4; a DPoP proof (RFC 9449), a
 * client assertion (RFC 7523), a logout token, a request object (RFC 9101), a signed authorization response (JARM), a security
 * event token (RFC 8417).
 * @typedef {'jwt' | 'at+jwt' | 'id-token' | 'identityserver4' | 'dpop-proof' | 'client-assertion' | 'logout-token' | 'request-object'
 *   | 'jarm' | 'security-event'} Profile
 */

/**
 * What a token must be. Issuer, audience and algorithms are said or waived; nothing is silent.
 * @template [Claims=Record<string, any>]
 * @typedef {object} VerifierOptions
 * @property {string | string[] | false} issuer Expected `iss`, compared exactly; `false` waives the check.
 * @property {string | string[] | false} audience Expected among `aud`; `false` waives the check.
 * @property {string[] | string} algorithms Allowed algorithms; `'of-keys'` for those that the trusted keys are for.
 * @property {KeySource | object | string | Uint8Array} keys `remoteJwks`, `remoteIssuer`, `localJwks`, a JWK, a JWK set,
 *   PEM or JSON text or the bytes of such a file, a `KeyObject` of `node:crypto`, or the bytes of a shared secret; `'of-proof'` for
 *   the key that a DPoP proof brings along, with which it can be explained and never verified.
 * @property {Profile} [profile] Which kind of token. Default `'jwt'`.
 * @property {string} [htm] The method of the request that a DPoP proof must be for, with `htu`.
 * @property {string} [htu] The URL of that request.
 * @property {string} [accessToken] The access token that goes with that request.
 * @property {'dc+sd-jwt' | 'vc+sd-jwt' | 'sd+jwt'} [typ] The media type that the JWT of an SD-JWT must have, where it is verified by
 *   itself; `verifyForm` sees to it.
 * @property {number} [clockTolerance] Forgiven difference of clocks, in seconds, 600 at the most. Default 0.
 * @property {number} [maxTokenAge] Most seconds since `iat`.
 * @property {string[]} [requiredScopes] Scopes that must all be there.
 * @property {string[]} [requiredClaims] Claims that must be there.
 * @property {string} [nonce] Expected `nonce` of an ID token.
 * @property {string} [clientId] Expected client.
 * @property {string[]} [acrValues] Authentication contexts of which `acr` must be one (RFC 9470).
 * @property {number} [maxAuthAge] Most seconds since the user logged in, by `auth_time`.
 * @property {boolean} [allowMissingExpiry] Takes tokens without `exp`.
 * @property {boolean} [allowPadding] Takes parts padded with `=`.
 * @property {boolean} [allowWeakKeys] Takes weak keys, for tests.
 * @property {(jwk: any, algorithm: string) => (signature: Uint8Array, input: Uint8Array) => boolean} [moreAlgorithms] What
 *   `claimscope/more-algorithms` gives: computes ES256K, Ed448 and ML-DSA, which are taken where `algorithms` names them.
 * @property {'auto' | 'wasm' | 'webcrypto' | 'node'} [engine] Who computes signatures. Default `'auto'`, the fastest here.
 * @property {() => number} [now] The clock, in milliseconds since 1970. Default `Date.now`.
 * @property {{ max: number }} [cache] Remembers so many verified tokens by their SHA-256, each until it expires, grows too
 *   old, or the keys change. What is given for them is shared, and so frozen. Default: none.
 * @property {boolean} [report] Whether errors carry the whole report. Default `false`.
 * @property {ClaimsSchema<Claims>} [schema] What the claims have to be, by a schema of zod, Valibot, ArkType or another library that
 *   has Standard Schema: it is asked where every check has passed, and what it makes of the claims is what is given.
 * @property {string[] | ((tenant: string) => boolean | Promise<boolean>)} [tenants] The tenants whose tokens are taken, where `issuer` is
 *   Entra's with `{tenantid}` in it: their ids, or a function that is asked for each token that is right otherwise. Default: all.
 */

/**
 * One of several issuers: its name, its keys, and what its tokens must be otherwise than those of the others.
 * @typedef {Pick<VerifierOptions, 'issuer' | 'keys'> & Partial<Omit<VerifierOptions, 'engine' | 'now' | 'cache' | 'report' | 'schema'>>} IssuerOptions
 */

/**
 * What the tokens of several issuers must be. Each is verified by what stands in `issuers` of the one that its `iss` names, and
 * where that says nothing, by what stands beside.
 * @template [Claims=Record<string, any>]
 * @typedef {{ issuers: IssuerOptions[] } & Partial<Omit<VerifierOptions<Claims>, 'issuer' | 'keys' | 'tenants'>>} IssuersOptions
 */

/** What goes to the core; an option that is misspelt must not be passed over. */
export const policyOptions = [
  'issuer', 'audience', 'algorithms', 'profile', 'clockTolerance', 'maxTokenAge', 'requiredScopes', 'requiredClaims',
  'nonce', 'clientId', 'acrValues', 'maxAuthAge', 'allowMissingExpiry', 'allowPadding', 'allowWeakKeys',
  'htm', 'htu', 'accessToken', 'typ',
];
/** Expectations that must not vanish because what was to hold them is undefined, or nothing that JSON has. */
const unlessUndefined = [
  'profile', 'nonce', 'clientId', 'acrValues', 'maxAuthAge', 'requiredScopes', 'requiredClaims', 'maxTokenAge',
  'htm', 'htu', 'accessToken', 'typ',
];

/**
 * The options of one verifier, with their defaults, and those for the core as JSON.
 * @param {VerifierOptions<any>} options
 */
export function read(options) {
  onlyKnown(options, ['keys', 'engine', 'moreAlgorithms', 'now', 'report', 'cache', ...policyOptions]);
  const { keys, engine = 'auto', moreAlgorithms: more, now = Date.now, report = false, cache, ...policy } = options;
  const vanished = Object.entries(policy).find(
    ([name, value]) => unlessUndefined.includes(name) && JSON.stringify(value) === undefined,
  );
  if (vanished) throw misuse('options', `${vanished[0]} is undefined; leave it out where nothing is expected`);
  checkAlgorithms(policy.algorithms, more);
  return { keys, engine, more, now: clock(now), report, cache, policy: jsonOf(policy) };
}

/**
 * Refuses algorithms that nothing here computes, before any token comes.
 * @param {unknown} algorithms
 * @param {unknown} more
 */
function checkAlgorithms(algorithms, more) {
  if (more !== undefined && typeof more !== 'function') throw misuse('options', 'moreAlgorithms is what claimscope/more-algorithms gives by this name');
  const uncomputed = more ? [] : moreAlgorithmNames();
  const missing = [algorithms].flat().find((name) => uncomputed.includes(/** @type {string} */ (name)));
  if (missing) throw misuse('engine', `${missing} is computed by moreAlgorithms of claimscope/more-algorithms: import it, and give it beside algorithms`);
}

/**
 * Whether tokens may be of a media type that is not said: every profile but the first is for tokens of a kind of their own.
 * @param {Partial<VerifierOptions<any>>} options
 */
export const isOfEveryKind = ({ profile = 'jwt' }) => profile === 'jwt';

/**
 * Options that ask for more. Scopes and claims are added to those that are required already; a media type is for no kind of its own.
 * @template {VerifierOptions<any>} Options
 * @param {Options} options
 * @param {Partial<VerifierOptions<any>>} more
 * @returns {Options}
 */
export function stricter(options, more) {
  onlyKnown(more, ['requiredScopes', 'requiredClaims', 'acrValues', 'maxAuthAge', 'schema', 'typ']);
  const { typ, ...others } = more;
  const wanted = { ...options, ...others, ...('typ' in more && isOfEveryKind(options) && { typ }) };
  for (const name of /** @type {const} */ (['requiredScopes', 'requiredClaims'])) {
    const [before, added] = [options[name], more[name]];
    if (Array.isArray(before) && Array.isArray(added)) wanted[name] = [...new Set([...before, ...added])];
  }
  return wanted;
}

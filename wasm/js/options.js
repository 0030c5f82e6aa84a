/**
 * What `createVerifier` is told.
 * @module
 */

import { clock, jsonOf, misuse, onlyKnown } from './error.js';

/** @import { KeySource } from './keys.js' */
/** @import { ClaimsSchema } from './schema.js' */

/**
 * What a token must be. Issuer, audience and algorithms are said or waived; nothing is silent.
 * @template [Claims=Record<string, any>]
 * @typedef {object} VerifierOptions
 * @property {string | string[] | false} issuer Expected `iss`, compared exactly; `false` waives the check.
 * @property {string | string[] | false} audience Expected among `aud`; `false` waives the check.
 * @property {string[] | string} algorithms Allowed algorithms; `'of-keys'` for those that the trusted keys are for.
 * @property {KeySource | object | string | Uint8Array} keys `remoteJwks`, `remoteIssuer`, `localJwks`, a JWK, a JWK set,
 *   PEM or JSON text or the bytes of such a file, a `KeyObject` of `node:crypto`, or the bytes of a shared secret.
 * @property {'jwt' | 'at+jwt' | 'id-token' | 'identityserver4'} [profile] Which kind of token. Default `'jwt'`.
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
];
/** Expectations that must not vanish because what was to hold them is undefined, or nothing that JSON has. */
const unlessUndefined = [
  'profile', 'nonce', 'clientId', 'acrValues', 'maxAuthAge', 'requiredScopes', 'requiredClaims', 'maxTokenAge',
];


/**
 * The options of one verifier, with their defaults, and those for the core as JSON.
 * @param {VerifierOptions<any>} options
 */
export function read(options) {
  onlyKnown(options, ['keys', 'engine', 'now', 'report', 'cache', ...policyOptions]);
  const { keys, engine = 'auto', now = Date.now, report = false, cache, ...policy } = options;
  const vanished = Object.entries(policy).find(
    ([name, value]) => unlessUndefined.includes(name) && JSON.stringify(value) === undefined,
  );
  if (vanished) throw misuse('options', `${vanished[0]} is undefined; leave it out where nothing is expected`);
  return { keys, engine, now: clock(now), report, cache, policy: jsonOf(policy) };
}

/**
 * Options that ask for more. Scopes and claims are added to those that are required already.
 * @template {VerifierOptions<any>} Options
 * @param {Options} options
 * @param {Partial<VerifierOptions<any>>} more
 * @returns {Options}
 */
export function stricter(options, more) {
  onlyKnown(more, ['requiredScopes', 'requiredClaims', 'acrValues', 'maxAuthAge', 'schema']);
  const wanted = { ...options, ...more };
  for (const name of /** @type {const} */ (['requiredScopes', 'requiredClaims'])) {
    const [before, added] = [options[name], more[name]];
    if (Array.isArray(before) && Array.isArray(added)) wanted[name] = [...new Set([...before, ...added])];
  }
  return wanted;
}

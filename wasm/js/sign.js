/**
 * Signs tokens and makes keys. Private keys of RSA, ECDSA and EdDSA are used by the host's own crypto alone.
 * @module
 */

import { base64urlOf } from './base64url.js';
import { core } from './core.js';
import { numbersOf, parametersOf } from './engine.js';
import { guarded, misuse, onlyKnown, onlyText } from './error.js';
import { isBytes } from './kinds.js';

/** @typedef {Record<string, any>} Jwk */
/**
 * The keys of an algorithm; where only the program knows which, the public half may be missing.
 * @template {string} A
 * @typedef {string extends A ? { publicKey?: Jwk, privateKey: Jwk }
 *   : A extends `HS${string}` ? { publicKey?: undefined, privateKey: Jwk } : { publicKey: Jwk, privateKey: Jwk }} KeyPair
 */

const encoder = new TextEncoder();

/**
 * Signs claims (RFC 7515 §5.1). The header gets `alg`, and `kid` where the key has one.
 *
 * @example
 * import { sign } from 'claimscope'
 *
 * const secret = crypto.getRandomValues(new Uint8Array(32))
 * const token = await sign({ sub: 'alice', exp: 2e9 }, { key: secret, algorithm: 'HS256' })
 * console.log(token.split('.').length) // 3
 *
 * @param {object | string} claims An object, or the JSON text of one, whose numbers and order of members stay as written.
 * @param {{ key: object | string | Uint8Array, algorithm: string, header?: object }} options A private JWK, PEM or JSON text,
 *   or the bytes of a shared secret.
 * @returns {Promise<string>}
 * @throws {ClaimscopeError} `misuse.*` where the key cannot sign with the algorithm.
 */
export async function sign(claims, options) {
  onlyKnown(options, ['key', 'algorithm', 'header']);
  const { key, algorithm, header = {} } = options;
  onlyText(algorithm, 'algorithm');
  if (typeof claims !== 'string' && (typeof claims !== 'object' || claims === null)) {
    throw misuse('options', 'the claims are an object, or the JSON text of one');
  }
  const set = ['alg', 'b64', 'crit'].find((name) => name in header);
  if (set !== undefined) throw misuse('options', `the header's ${set} is not for the caller to set`);
  const isSecret = isBytes(key);
  const text = typeof key === 'string' ? key : JSON.stringify(key);
  const signer = guarded(() =>
    isSecret ? core().Signer.secret(key, algorithm) : core().Signer.key(encoder.encode(text), algorithm),
  );
  try {
    const jwk = JSON.parse(signer.for_host());
    const complete = { ...(jwk.kid !== undefined && { kid: jwk.kid }), ...header };
    const input = guarded(() => signer.signing_input(JSON.stringify(complete), typeof claims === 'string' ? claims : JSON.stringify(claims)));
    const signature = algorithm.startsWith('HS')
      ? guarded(() => signer.sign(input))
      : await signByHost(jwk, algorithm, encoder.encode(input));
    return `${input}.${base64urlOf(signature)}`;
  } finally {
    signer.free();
  }
}

/**
 * @param {any} jwk
 * @param {string} algorithm
 * @param {Uint8Array<ArrayBuffer>} input
 */
async function signByHost(jwk, algorithm, input) {
  const parameters = parametersOf(algorithm);
  const key = await crypto.subtle.importKey('jwk', numbersOf(jwk), parameters, false, ['sign']).catch(() => {
    throw misuse('key', 'this is no private key for the algorithm that the host takes');
  });
  return new Uint8Array(await crypto.subtle.sign(parameters, key, input));
}

/**
 * Makes a key, or a pair of keys, with `alg`, `use` and a `kid`.
 *
 * @example
 * import { generateKey } from 'claimscope'
 *
 * const { publicKey, privateKey } = await generateKey('ES256')
 * console.log(publicKey?.kid === privateKey.kid) // true
 *
 * @template {string} A
 * @param {A} algorithm
 * @returns {Promise<KeyPair<A>>} JWKs; a shared secret has no public half.
 * @throws {ClaimscopeError} `misuse.options` where there is no such algorithm.
 */
export async function generateKey(algorithm) {
  onlyText(algorithm, 'algorithm');
  const secret = guarded(() => core().generate_key(algorithm));
  if (secret) return /** @type {KeyPair<A>} */ ({ privateKey: JSON.parse(secret) });
  const parameters = { ...parametersOf(algorithm), modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) };
  const pair = /** @type {CryptoKeyPair} */ (await crypto.subtle.generateKey(parameters, true, ['sign', 'verify']));
  const jwk = JSON.stringify(numbersOf(await crypto.subtle.exportKey('jwk', pair.privateKey)));
  const named = guarded(() => core().name_key(jwk, algorithm));
  const publicText = guarded(() => core().public_key(encoder.encode(named)));
  const made = { privateKey: JSON.parse(named), publicKey: JSON.parse(/** @type {string} */ (publicText)) };
  return /** @type {KeyPair<A>} */ (made);
}

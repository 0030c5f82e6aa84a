/**
 * Keys that are in hand, in whatever form they were given.
 * @module
 */

import { core } from './core.js';
import { guarded, misuse, onlyKnown } from './error.js';
import { KeySource, checkBinding, remoteIssuer, remoteJwks } from './keys.js';
import { isBytes, isKeyText, tagOf } from './kinds.js';

const encoder = new TextEncoder();

/**
 * A set of keys that is in hand (RFC 7517 §5).
 *
 * @example
 * import { generateKey, localJwks } from 'claimscope'
 *
 * const { publicKey } = await generateKey('ES256')
 * const keys = localJwks({ keys: [publicKey] }, { issuer: 'https://localhost:5001' })
 * console.log(keys.isRemote) // false
 *
 * @param {object | string} jwks
 * @param {{ issuer?: string }} [options] `issuer` binds the keys to that issuer's tokens.
 * @returns {KeySource}
 * @throws {ClaimscopeError} `misuse.key` where it cannot be read, or no key of it can be used.
 */
export function localJwks(jwks, options = {}) {
  onlyKnown(options, ['issuer']);
  checkBinding(options);
  const { issuer } = options;
  const text = typeof jwks === 'string' ? jwks : JSON.stringify(jwks);
  return new KeySource(guarded(() => core().Keys.jwks(encoder.encode(text), issuer)), ['local', text, options]);
}

/** What was made of the sources of other copies. @type {WeakMap<KeySource, KeySource>} */
const ofOthers = new WeakMap();

/**
 * Whatever was given as keys.
 * @param {any} keys
 * @returns {KeySource}
 */
export function keySource(keys) {
  if (keys instanceof KeySource) return keys.handle instanceof core().Keys ? keys : sameOf(keys);
  if (isBytes(keys)) return isKeyText(keys) ? given(decoder.decode(keys)) : new KeySource(guarded(() => core().Keys.secret(keys)), ['given', keys]);
  if (typeof keys === 'string' && /^\s*https?:/.test(keys)) throw misuse('key', 'keys at a URL are remoteJwks(url)');
  if (keys === 'of-proof') return new KeySource(core().Keys.of_proof(), ['given', keys]);
  if (typeof keys === 'string') return given(keys);
  if (typeof keys !== 'object' || keys === null || Array.isArray(keys)) {
    throw misuse('key', 'keys are remoteIssuer(url), remoteJwks(url), localJwks(set), a JWK, a JWK set, the text of a key, or the bytes of a secret');
  }
  if (tagOf(keys) === 'CryptoKey') throw misuse('key', 'a CryptoKey becomes a JWK by await crypto.subtle.exportKey(\'jwk\', key)');
  // Of node:crypto.
  if (typeof keys.export === 'function' && typeof keys.type === 'string') return given(JSON.stringify(keys.export({ format: 'jwk' })));
  return given(JSON.stringify(keys));
}

/** No keys: for tokens that are of nobody who is expected. No other copy of the package ever sees them. */
export function noKeys() {
  return new KeySource(core().Keys.none(), ['given', undefined]);
}

/** @param {string} text */
function given(text) {
  return new KeySource(guarded(() => core().Keys.given(encoder.encode(text))), ['given', text]);
}

/**
 * The source of another copy, made anew for this one's core.
 * @param {KeySource} other
 */
function sameOf(other) {
  let own = ofOthers.get(other);
  if (own === undefined) {
    const [how, of, options] = other.recipe();
    own = { jwks: remoteJwks, issuer: remoteIssuer, local: localJwks, given: keySource }[how](of, options);
    ofOthers.set(other, own);
  }
  return own;
}

const decoder = new TextDecoder();

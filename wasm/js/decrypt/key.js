/**
 * The key for encrypted tokens, in whatever form it was given.
 * @module
 */

import { knownToCopies } from '../copies.js';
import { guarded, misuse } from '../error.js';
import { isBytes, isKeyText, tagOf } from '../kinds.js';
import * as glue from './glue.js';

/**
 * What a key is made of: a private JWK, its text as JSON or PEM, a private `KeyObject` of `node:crypto`, or the bytes of a shared
 * secret or a password.
 * @typedef {object | string | Uint8Array} KeyMaterial
 */

const encoder = new TextEncoder();

/** A key that was read once; {@link decryptionKey} makes it. */
export class DecryptionKey {
  /** What the host has imported of it, by what it is for. @type {Map<string, Promise<CryptoKey>>} */
  #imported = new Map();

  /**
   * @internal
   * @type {glue.OpeningKey}
   */
  handle;

  #material;

  /**
   * @internal
   * @param {KeyMaterial} material
   */
  constructor(material) {
    this.handle = handleOf(material);
    this.#material = material;
  }

  /**
   * What it was made of, for another copy of the package to make its own.
   * @internal
   */
  recipe() {
    return this.#material;
  }

  /**
   * The host's key for `use`, imported once.
   * @internal
   * @param {string} use
   * @param {() => Promise<CryptoKey>} make
   * @returns {Promise<CryptoKey>}
   */
  imported(use, make) {
    const known = this.#imported.get(use) ?? make();
    this.#imported.set(use, known);
    return known;
  }
}

knownToCopies(DecryptionKey, 'decryptionKey');

/** What was made of the keys of other copies. @type {WeakMap<DecryptionKey, DecryptionKey>} */
const ofOthers = new WeakMap();

/**
 * The key as this copy has it.
 * @param {DecryptionKey} key
 */
export function ownKey(key) {
  if (key.handle instanceof glue.OpeningKey) return key;
  const own = ofOthers.get(key) ?? new DecryptionKey(key.recipe());
  ofOthers.set(key, own);
  return own;
}

/**
 * Reads a key once, for many tokens: `decrypt` takes it in place of what it is made of, and the host then imports a private key
 * once too.
 *
 * @example
 * import { decryptionKey } from 'claimscope/decrypt'
 *
 * const key = decryptionKey({ kty: 'oct', k: 'GawgguFyGrWKav7AX4VKUg' })
 * console.log(typeof key) // object
 *
 * @param {KeyMaterial} key
 * @returns {DecryptionKey}
 * @throws {ClaimscopeError} `misuse.key` where it is no key, a public one, or one for signatures.
 */
export function decryptionKey(key) {
  return new DecryptionKey(key);
}

/** @param {any} key */
function handleOf(key) {
  if (isBytes(key)) return guarded(() => (isKeyText(key) ? glue.OpeningKey.given(key) : glue.OpeningKey.secret(key)));
  if (typeof key === 'string') return given(key);
  if (typeof key !== 'object' || key === null || Array.isArray(key)) {
    throw misuse('key', 'the key is a private JWK, the text of one as JSON or PEM, or the bytes of a shared secret or a password');
  }
  if (tagOf(key) === 'CryptoKey') throw misuse('key', 'a CryptoKey becomes a JWK by await crypto.subtle.exportKey(\'jwk\', key)');
  // Of node:crypto.
  if (typeof key.export === 'function' && typeof key.type === 'string') return given(JSON.stringify(key.export({ format: 'jwk' })));
  return given(JSON.stringify(key));
}

/** @param {string} text */
function given(text) {
  return guarded(() => glue.OpeningKey.given(encoder.encode(text)));
}

/**
 * What `crypto.subtle` computes for an encrypted token, as the core says. Whatever fails in it is one answer, so that nobody learns
 * from it how far a token came (RFC 7516 §11.5); only that the host lacks an algorithm, or takes no such key, is said.
 * @module
 */

import { base64url } from '../base64url.js';
import { ClaimscopeError, guarded } from '../error.js';

/**
 * @typedef {import('./glue.js').Decryption} Decryption
 * @typedef {import('./key.js').DecryptionKey} DecryptionKey
 * @typedef {Uint8Array<ArrayBuffer>} Bytes
 */

/**
 * The decrypted content.
 * @param {Decryption} decryption
 * @param {DecryptionKey} key
 * @returns {Promise<Bytes>}
 */
export async function computed(decryption, key) {
  const { first, wrapping, content, key_bytes: keyBytes } = JSON.parse(decryption.for_host());
  const isGiven = first.name === 'given';
  const part = new Part(decryption, key, { isContent: false, isGiven });
  const firstKey = await part.first(first);
  const contentKey = wrapping === undefined ? firstKey : await part.unwrapped(firstKey, wrapping);
  if (contentKey.length !== keyBytes) throw refused(decryption.not_opened());
  return new Part(decryption, key, { isContent: true, isGiven: isGiven && wrapping === undefined }).opened(contentKey, content);
}

/** @param {string} problem as JSON */
const refused = (problem) => new ClaimscopeError(JSON.parse(problem));

/**
 * What is computed for the content, or for its key.
 */
class Part {
  /**
   * @param {Decryption} decryption
   * @param {DecryptionKey} key
   * @param {{ isContent: boolean, isGiven: boolean }} which `isGiven`: it is done with the person's own secret.
   */
  constructor(decryption, key, { isContent, isGiven }) {
    this.decryption = decryption;
    this.key = key;
    this.isContent = isContent;
    this.isGiven = isGiven;
  }

  /**
   * The key that is computed first.
   * @param {any} of
   * @returns {Promise<Bytes>}
   */
  async first(of) {
    switch (of.name) {
      case 'given':
        return base64url(of.key);
      case 'RSA-OAEP': {
        const key = await this.privateKey({ name: of.name, hash: of.hash }, 'decrypt');
        return this.opens(() => crypto.subtle.decrypt(of.name, key, base64url(of.encrypted)));
      }
      case 'PBKDF2': {
        const password = await this.has(() => crypto.subtle.importKey('raw', base64url(of.password), of.name, false, ['deriveBits']));
        const parameters = { name: of.name, hash: of.hash, salt: base64url(of.salt), iterations: of.rounds };
        return this.opens(() => crypto.subtle.deriveBits(parameters, password, of.bits));
      }
      default:
        return this.agreed(of);
    }
  }

  /**
   * The key that ECDH comes to.
   * @param {any} of
   */
  async agreed({ name, curve, public: point, bits }) {
    const parameters = curve === undefined ? { name } : { name, namedCurve: curve };
    const own = await this.privateKey(parameters, 'deriveBits');
    const shared = await this.opens(async () => {
      const ephemeral = await crypto.subtle.importKey('raw', base64url(point), parameters, false, []);
      return crypto.subtle.deriveBits({ name, public: ephemeral }, own, bits);
    });
    return /** @type {Bytes} */ (guarded(() => this.decryption.agreed(shared)));
  }

  /**
   * The content's key out of the one that wraps it.
   * @param {Bytes} bytes
   * @param {any} wrapping
   */
  async unwrapped(bytes, wrapping) {
    if (wrapping.name !== 'AES-KW') return this.gcm(bytes, wrapping);
    const key = await this.aes(wrapping.name, bytes, 'unwrapKey');
    return this.opens(async () => {
      // WebCrypto unwraps keys alone; one for HMAC may have any length.
      const form = { name: 'HMAC', hash: 'SHA-256' };
      const unwrapped = await crypto.subtle.unwrapKey('raw', base64url(wrapping.wrapped), key, wrapping.name, form, true, ['sign']);
      return /** @type {Promise<ArrayBuffer>} */ (crypto.subtle.exportKey('raw', unwrapped));
    });
  }

  /**
   * @param {Bytes} key
   * @param {any} content
   */
  async opened(key, content) {
    if (content.name === 'AES-GCM') return this.gcm(key, content);
    // The first half is for the HMAC, and nothing is decrypted before that is right (RFC 7518 §5.2.2.2).
    const half = key.length / 2;
    const hmac = await this.opens(async () => {
      const form = { name: 'HMAC', hash: content.hash };
      const own = await this.secretKey(`HMAC ${content.hash}`, () => crypto.subtle.importKey('raw', key.subarray(0, half), form, false, ['sign']));
      return crypto.subtle.sign('HMAC', own, base64url(content.covered));
    });
    if (!this.decryption.has_tag(hmac)) throw refused(this.decryption.not_opened());
    const own = await this.aes(content.name, key.subarray(half), 'decrypt');
    return this.opens(() => crypto.subtle.decrypt({ name: content.name, iv: base64url(content.iv) }, own, base64url(content.ciphertext)));
  }

  /**
   * @param {Bytes} bytes
   * @param {any} sealed
   */
  async gcm(bytes, { name, iv, ciphertext, authenticated }) {
    const key = await this.aes(name, bytes, 'decrypt');
    const parameters = { name, iv: base64url(iv), additionalData: base64url(authenticated), tagLength: 128 };
    return this.opens(() => crypto.subtle.decrypt(parameters, key, base64url(ciphertext)));
  }

  /**
   * @param {string} name
   * @param {Bytes} bytes of the length that the algorithm wants
   * @param {KeyUsage} usage
   */
  aes(name, bytes, usage) {
    return this.has(() => this.secretKey(name, () => crypto.subtle.importKey('raw', bytes, name, false, [usage])));
  }

  /**
   * The host's key for a secret: of the person's own, imported once.
   * @param {string} use
   * @param {() => Promise<CryptoKey>} make
   */
  secretKey(use, make) {
    return this.isGiven ? this.key.imported(use, make) : make();
  }

  /**
   * The person's key, as the host has it.
   * @param {any} parameters
   * @param {KeyUsage} usage
   * @returns {Promise<CryptoKey>}
   */
  async privateKey(parameters, usage) {
    const make = () => {
      const { jwk, pkcs8 } = JSON.parse(this.decryption.private_key_for_host());
      return jwk
        ? crypto.subtle.importKey('jwk', jwk, parameters, false, [usage])
        : crypto.subtle.importKey('pkcs8', base64url(pkcs8), parameters, false, [usage]);
    };
    try {
      return await this.key.imported(`${parameters.name} ${parameters.hash ?? ''}`, make);
    } catch (error) {
      // Every host has RSA-OAEP; Deno says the same of keys without primes.
      const lacks = parameters.name !== 'RSA-OAEP' && /** @type {Error} */ (error).name === 'NotSupportedError';
      throw refused(lacks ? this.decryption.not_computed(this.isContent) : this.decryption.unusable_key());
    }
  }

  /**
   * Does what fails only where the host lacks the algorithm: Chromium has no AES with keys of 192 bits.
   * @template T
   * @param {() => Promise<T>} work
   */
  async has(work) {
    try {
      return await work();
    } catch {
      throw refused(this.decryption.not_computed(this.isContent));
    }
  }

  /**
   * Does what fails where the key is another one or the token was altered.
   * @param {() => Promise<ArrayBuffer>} work
   */
  async opens(work) {
    try {
      return new Uint8Array(await work());
    } catch {
      throw refused(this.decryption.not_opened());
    }
  }
}

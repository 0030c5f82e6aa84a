/**
 * Nonces for DPoP proofs (RFC 9449 §9), of which nothing is kept: each is a keyed hash of the time.
 * @module
 */

import { base64urlOf } from '../base64url.js';

/** For how many seconds one is given out; it is taken for as long again. */
const seconds = 120;
const encoder = new TextEncoder();
const hmac = { name: 'HMAC', hash: 'SHA-256' };

/** @param {Uint8Array} secret */
export function noncesOf(secret) {
  /** @type {Promise<CryptoKey> | undefined} */
  let key;
  /** @type {Map<number, string>} */
  const made = new Map();

  /** @param {number} slot */
  const nonceOf = async (slot) => {
    const known = made.get(slot);
    if (known !== undefined) return known;
    key ??= Promise.resolve(crypto.subtle.importKey('raw', /** @type {any} */ (secret), hmac, false, ['sign']));
    const nonce = base64urlOf(new Uint8Array(await crypto.subtle.sign(hmac, await key, encoder.encode(`dpop-nonce|${slot}`))));
    if (made.size > 4) made.clear();
    made.set(slot, nonce);
    return nonce;
  };

  return {
    /**
     * Whether a nonce is wrong, and the header with the one of now, where it is not that.
     * @param {unknown} nonce
     * @param {number} now
     */
    judge: async (nonce, now) => {
      const slot = Math.floor(now / seconds);
      const current = await nonceOf(slot);
      if (nonce === current) return { isWrong: false, headers: undefined };
      return { isWrong: nonce !== (await nonceOf(slot - 1)), headers: { 'DPoP-Nonce': current } };
    },
  };
}

/**
 * Base64url, as tokens have it.
 * @module
 */

const alphabet = /^[\w-]*$/;

/**
 * The bytes of base64url without padding (RFC 7515 §2).
 * @param {string} text
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function base64url(text) {
  if (!alphabet.test(text) || text.length % 4 === 1) throw new SyntaxError('this is not base64url');
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

/**
 * Base64url without padding.
 * @param {Uint8Array} bytes
 */
export function base64urlOf(bytes) {
  return btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

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
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = binary.charCodeAt(at);
  return bytes;
}

/**
 * Base64url without padding.
 * @param {Uint8Array} bytes
 */
export function base64urlOf(bytes) {
  return btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

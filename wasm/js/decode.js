/**
 * Takes a token apart without wasm: it looks, and proves nothing.
 * @module
 */

import { base64url } from './base64url.js';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * @param {string} part
 * @param {string} name
 * @returns {Record<string, unknown>}
 */
function object(part, name) {
  let value;
  try {
    value = JSON.parse(utf8.decode(base64url(part)));
  } catch {
    throw new SyntaxError(`the ${name} is not base64url of JSON in UTF-8`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new SyntaxError(`the ${name} is not a JSON object`);
  }
  return value;
}

/**
 * What a signed token says (RFC 7519 §7.2), unproved: nobody has looked at its signature, issuer or dates. Use
 * `createVerifier` to trust a token, and `inspect` to see everything that is wrong with it.
 *
 * Numbers past 2^53 are rounded, and of members that appear twice the last one counts, as `JSON.parse` does it.
 *
 * @example
 * import { decode } from 'claimscope/decode'
 *
 * const { claims } = decode('eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbGljZSJ9.')
 * console.log(claims.sub) // alice
 *
 * @param {string} token A token in compact form, and nothing else.
 * @returns {{ header: Record<string, unknown>, claims: Record<string, unknown>, signature: string }} The signature as it
 *   stands in the token.
 * @throws {SyntaxError} Where the text is no signed token. The message never holds a part of it.
 */
export function decode(token) {
  const parts = typeof token === 'string' ? token.split('.', 4) : [];
  if (parts.length !== 3) throw new SyntaxError('a signed token has three parts with dots between');
  const [header, claims, signature] = parts;
  return { header: object(header, 'header'), claims: object(claims, 'payload'), signature };
}

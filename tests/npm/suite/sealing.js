/**
 * Encrypted tokens as no peer makes them, or where there is none.
 * @module
 */

const encode = (value) => (typeof value === 'string' ? new TextEncoder().encode(value) : value)
const base64url = (bytes) =>
  btoa(String.fromCharCode(...bytes)).replaceAll('=', '').replaceAll('+', '-').replaceAll('/', '_')

/**
 * A token in which the content stands as it is given, encrypted with this very secret of 32 bytes.
 * @param {Uint8Array} secret
 * @param {string | Uint8Array} content
 * @param {object} [more] what its header says besides
 */
export async function sealed(secret, content, more) {
  const header = base64url(encode(JSON.stringify({ alg: 'dir', enc: 'A256GCM', ...more })))
  const iv = crypto.getRandomValues(new Uint8Array(12))
  const key = await crypto.subtle.importKey('raw', secret, 'AES-GCM', false, ['encrypt'])
  const made = new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: encode(header) }, key, encode(content)))
  return `${header}..${base64url(iv)}.${base64url(made.subarray(0, -16))}.${base64url(made.subarray(-16))}`
}

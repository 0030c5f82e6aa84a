/**
 * Opens encrypted tokens (RFC 7516). The core reads and judges, the host's crypto computes; nobody who only verifies loads it.
 * @module
 */

import { ClaimscopeError, guarded, jsonOf, misuse, onlyKnown, onlyText } from '../error.js';
import { computed } from './computed.js';
import * as glue from './glue.js';
import { DecryptionKey, decryptionKey, ownKey } from './key.js';

export { ClaimscopeError, DecryptionKey, decryptionKey };

/** @typedef {import('./key.js').KeyMaterial} KeyMaterial */

/**
 * What was in an encrypted token. Nothing of it is proved: whoever has the public key can encrypt.
 * @typedef {object} Decrypted
 * @property {Uint8Array} plaintext What was encrypted.
 * @property {Record<string, any>} header The protected header.
 * @property {string} [nested] The token that was encrypted, where it was one (RFC 7519 §5.2); a verifier has to look at it.
 */

/**
 * What a token may be encrypted with. Where one of the two is given, `dir` and PBES2 open only if `algorithms` names them.
 * @typedef {object} DecryptOptions
 * @property {string[]} [algorithms] Allowed values of `alg`, such as `['RSA-OAEP-256']`. Default: all.
 * @property {string[]} [encryptions] Allowed values of `enc`, such as `['A256GCM']`. Default: all.
 */

/**
 * Opens an encrypted token in compact form (RFC 7516 §5.2).
 *
 * That it opens proves nothing about who made it: anybody who has the public key can encrypt. To trust what is in it, verify
 * the signed token that it holds, which {@link decryptNested} gives.
 *
 * @example
 * import { decrypt } from 'claimscope/decrypt'
 *
 * const key = { kty: 'oct', k: 'GawgguFyGrWKav7AX4VKUg' }
 * const token = 'eyJhbGciOiJBMTI4S1ciLCJlbmMiOiJBMTI4Q0JDLUhTMjU2In0.6KB707dM9YTIgHtLvtgWQ8mKwboJW3of9locizkDTHzBC2IlrT1oOQ' +
 *   '.AxY8DCtDaGlsbGljb3RoZQ.KDlTtXchhZTGufMYmOYGS4HffxPSUrfmqCHXaI9wOGY.U0m_YmjN04DJvceFICbCVQ'
 * const { plaintext, header } = await decrypt(token, key)
 * console.log(header.alg, new TextDecoder().decode(plaintext)) // A128KW Live long and prosper.
 *
 * @param {string} token
 * @param {DecryptionKey | KeyMaterial} key A private JWK, its text as JSON or PEM, the bytes of a shared secret or a password; or any
 *   of these as {@link decryptionKey} has read it, which saves time from the second token on.
 * @param {DecryptOptions} [options]
 * @returns {Promise<Decrypted>}
 * @throws {ClaimscopeError} `jwe.*`, of which `jwe.alg` is what the options do not allow, and `misuse.key` for a key that no token can be for. Whether the key was another one or the token was altered is one answer, on purpose.
 */
export async function decrypt(token, key, options) {
  onlyText(token, 'token');
  const allowed = read(options);
  if (globalThis.crypto?.subtle === undefined) {
    throw misuse('engine', 'there is no crypto.subtle here; browsers have it on pages with a secure origin');
  }
  if (!(key instanceof DecryptionKey)) {
    const prepared = decryptionKey(key);
    return opened(token, prepared, allowed).finally(() => prepared.handle.free());
  }
  return opened(token, ownKey(key), allowed);
}

/**
 * The options as JSON.
 * @param {DecryptOptions} [options]
 */
function read(options) {
  if (options === undefined) return undefined;
  onlyKnown(options, ['algorithms', 'encryptions']);
  // JSON leaves out what is undefined, and everything would be allowed.
  const lost = Object.entries(options).find(([, names]) => !Array.isArray(names));
  if (lost) throw misuse('options', `${lost[0]} is a list of names; leave it out where all are allowed`);
  return jsonOf(options);
}

/**
 * @param {string} token
 * @param {DecryptionKey} key
 * @param {string | undefined} allowed
 * @returns {Promise<Decrypted>}
 */
async function opened(token, key, allowed) {
  const decryption = guarded(() => new glue.Decryption(token, key.handle, allowed));
  try {
    const content = await computed(decryption, key);
    guarded(() => decryption.open(content));
    const nested = decryption.nested();
    return { plaintext: decryption.plaintext(), header: JSON.parse(decryption.header()), ...(nested !== undefined && { nested }) };
  } finally {
    decryption.free();
  }
}

/**
 * The signed token in an encrypted one, which a verifier then judges as any other.
 *
 * @example
 * import { createVerifier } from 'claimscope'
 * import { decryptNested } from 'claimscope/decrypt'
 *
 * const verifier = createVerifier({ issuer: false, audience: 'api1', algorithms: ['HS256'], keys: new Uint8Array(32).fill(7) })
 * const verified = decryptNested('no token', new Uint8Array(32)).then((token) => verifier.verify(token))
 * console.log(await verified.catch(({ code }) => code)) // jwe.format
 *
 * @param {string} token
 * @param {DecryptionKey | KeyMaterial} key
 * @param {DecryptOptions} [options]
 * @returns {Promise<string>}
 * @throws {ClaimscopeError} As {@link decrypt}, and `jwe.unsigned` where what was encrypted is no token.
 */
export async function decryptNested(token, key, options) {
  const { nested } = await decrypt(token, key, options);
  if (nested === undefined) throw new ClaimscopeError(JSON.parse(glue.unsigned()));
  return nested;
}

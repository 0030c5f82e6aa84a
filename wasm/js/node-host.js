/**
 * What Node, Deno and Bun compute faster than wasm and `crypto.subtle`: signatures by `node:crypto`, and at once.
 * @module
 */

import { Buffer } from 'node:buffer';
import * as crypto from 'node:crypto';

import { useShortcuts } from './core.js';
import { numbersOf, parametersOf, useEngines } from './engine.js';

/** @type {import('./engine.js').Host} */
function node(jwk, algorithm) {
  const hash = algorithm.startsWith('Ed') ? null : `sha${algorithm.slice(2)}`;
  if (algorithm.startsWith('HS')) {
    const secret = crypto.createSecretKey(/** @type {string} */ (jwk.k), 'base64url');
    return (signature, input) => {
      const expected = crypto.createHmac(/** @type {string} */ (hash), secret).update(input).digest();
      return expected.length === signature.length && crypto.timingSafeEqual(expected, signature);
    };
  }
  const key = crypto.createPublicKey({ key: /** @type {any} */ (numbersOf(jwk)), format: 'jwk' });
  const { saltLength } = parametersOf(algorithm);
  /** @type {crypto.KeyObject | crypto.VerifyKeyObjectInput} */
  let how = key;
  if (saltLength) how = { key, padding: crypto.constants.RSA_PKCS1_PSS_PADDING, saltLength };
  else if (algorithm.startsWith('ES')) how = { key, dsaEncoding: 'ieee-p1363' };
  return (signature, input) => crypto.verify(hash, input, how, signature);
}

/** Has `node:crypto` compute what it computes fastest. */
export function useNode() {
  const isDeno = 'Deno' in globalThis;
  useEngines(node, { HS: 'wasm', RS: 'node', PS: 'node', ES: isDeno ? 'webcrypto' : 'node', Ed: 'node' });

  // Named so that a runtime without it still loads this module.
  const { hash } = /** @type {Partial<typeof crypto>} */ (crypto);
  let memory = Buffer.alloc(0);
  useShortcuts({
    text(buffer, start, end) {
      if (memory.buffer !== buffer) memory = Buffer.from(buffer);
      return memory.toString('utf8', start, end);
    },
    sha256: hash && ((text) => hash('sha256', text, 'hex')),
  });
}

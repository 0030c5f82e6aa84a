/**
 * ES256K, Ed448 and ML-DSA, which neither the other wasm files nor hosts compute: for whoever names one of them.
 * @module
 */

import { base64url } from '../base64url.js';
import { MoreAlgorithmsKey } from './glue.js';

/**
 * Computes signatures by ES256K (RFC 8812), Ed448 (RFC 9864) and ML-DSA (RFC 9964), for the verifier that it is given to. All else of
 * a token is judged by that verifier, as ever; `'of-keys'` takes none of these, so that `algorithms` has to name them.
 *
 * @example
 * import { createVerifier } from 'claimscope'
 * import { moreAlgorithms } from 'claimscope/more-algorithms'
 *
 * const key = { kty: 'OKP', crv: 'Ed448', x: 'X9dEm1m0Yf0s54fsYWrUah2hNCSFpw4fig6nXYDpZ3jt8SR2m0bHBhvWeD3x5Q9s0foavq_oJWGA' }
 * const verifier = createVerifier({ issuer: false, audience: 'api1', algorithms: ['Ed448'], keys: key, moreAlgorithms })
 * console.log((await verifier.explain('no token')).verdict) // rejected
 *
 * @param {any} jwk
 * @param {string} algorithm
 * @returns {(signature: Uint8Array, input: Uint8Array) => boolean}
 */
export function moreAlgorithms(jwk, algorithm) {
  const { x, y, pub = x } = jwk;
  const [first, second] = [pub, y].map((number = '') => base64url(number));
  const key = MoreAlgorithmsKey.given(algorithm, first, second);
  // A key whose numbers are none verifies nothing.
  return (signature, input) => key !== undefined && key.verify(input, signature);
}

// Who judges a token, all with the same keys, issuer, audience, algorithms and clock. Each gives the claims or throws.

import { JwtVerifier } from 'aws-jwt-verify';
import * as jose from 'jose';

import { AUDIENCE, NOW } from './token.mjs';

const ENGINES = ['auto', 'wasm', 'webcrypto'];

/**
 * What the package says, in every build and engine, by name.
 * @param {{ full: typeof import('claimscope'), lean: typeof import('claimscope/lean') }} builds
 */
export function ours({ full, lean }) {
  const by = (createVerifier, engine) => async ({ token, keys, algorithms, tolerance, issuer }) => {
    const options = { issuer, audience: AUDIENCE, algorithms, clockTolerance: tolerance, keys, now: () => NOW * 1000, ...(engine && { engine }) };
    return (await createVerifier(options).verify(token)).claims;
  };
  return { ...Object.fromEntries(ENGINES.map((engine) => [engine, by(full.createVerifier, engine)])), lean: by(lean.createVerifier) };
}

/** `jose`, which is asked of each of several keys that fit, as its documentation has it. */
export async function byJose({ token, keys, algorithms, tolerance, issuer }) {
  const options = { issuer, audience: AUDIENCE, algorithms, clockTolerance: tolerance, currentDate: new Date(NOW * 1000), requiredClaims: ['exp'] };
  const key = keys instanceof Uint8Array ? keys : jose.createLocalJWKSet(keys);
  const { payload } = await jose.jwtVerify(token, key, options).catch(async (error) => {
    if (error?.code !== 'ERR_JWKS_MULTIPLE_MATCHING_KEYS') throw error;
    for await (const one of error) {
      try {
        return await jose.jwtVerify(token, one, options);
      } catch (refusal) {
        if (refusal?.code !== 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED') throw refusal;
      }
    }
    throw error;
  });
  return payload;
}

/** `aws-jwt-verify`, which has no clock of its own to set, and takes allowed algorithms by a check of the caller's. */
export async function byAws({ token, keys, algorithms, tolerance, issuer }) {
  const customJwtCheck = ({ header }) => {
    if (!algorithms.includes(header.alg)) throw new Error(`${header.alg} is not allowed`);
  };
  const verifier = JwtVerifier.create({ issuer, audience: AUDIENCE, jwksUri: 'https://sts.example/jwks', graceSeconds: tolerance, customJwtCheck });
  if (keys instanceof Uint8Array) throw new Error('it takes no shared secret');
  verifier.cacheJwks(keys);
  const own = Date.now;
  Date.now = () => NOW * 1000;
  try {
    return verifier.verifySync(token);
  } finally {
    Date.now = own;
  }
}

/** The libraries that run in every runtime, each used as its documentation says is fastest. */

import { createVerifier } from 'claimscope'
import { createVerifier as createLeanVerifier } from 'claimscope/lean'
import { verify as honoVerify } from 'hono/jwt'
import { importJWK, jwtVerify } from 'jose'

/** Entries of a cache: more than there are tokens. */
export const CACHE = 1000

/** Verifiers by the name of their row; a key is imported once. */
export async function everywhere(fixture) {
  const { algorithm, issuer, audience, jwk } = fixture
  const options = { issuer, audience, algorithms: [algorithm], keys: jwk }
  const ours = createVerifier(options)
  const lean = createLeanVerifier(options)
  const cached = createVerifier({ ...options, cache: { max: CACHE } })
  const key = await cryptoKey(algorithm, jwk)
  const checks = { issuer, audience, algorithms: [algorithm], requiredClaims: ['exp'] }
  const contenders = {
    'claimscope verify': async (token) => (await ours.verify(token)).claims,
    'claimscope verifySync': (token) => ours.verifySync(token).claims,
    'claimscope/lean verify': async (token) => (await lean.verify(token)).claims,
    jose: async (token) => (await jwtVerify(token, key, checks)).payload,
    'hono/jwt': (token) => honoVerify(token, key, { alg: algorithm, iss: issuer, aud: audience }),
    'claimscope cached verify': async (token) => (await cached.verify(token)).claims,
    'claimscope cached verifySync': (token) => cached.verifySync(token).claims,
  }
  return isSync(ours, fixture.tokens[0]) ? contenders : withoutSync(contenders)
}

function cryptoKey(algorithm, jwk) {
  if (algorithm !== 'HS256') return importJWK(jwk, algorithm)
  const { kty, k } = jwk
  return crypto.subtle.importKey('jwk', { kty, k }, { name: 'HMAC', hash: 'SHA-256' }, false, ['verify'])
}

function isSync(verifier, token) {
  try {
    verifier.verifySync(token)
    return true
  } catch (error) {
    if (error.code === 'misuse.async-engine') return false
    throw error
  }
}

function withoutSync(contenders) {
  return Object.fromEntries(Object.entries(contenders).filter(([name]) => !name.endsWith('Sync')))
}

/** The libraries that need Node's crypto module, which Deno and Bun have too. */

import { createPublicKey, createSecretKey } from 'node:crypto'
import { createVerifier } from 'fast-jwt'
import jsonwebtoken from 'jsonwebtoken'

import { CACHE } from './everywhere.mjs'

/** Verifiers by the name of their row. fast-jwt takes PEM or bytes and prepares them itself. */
export function withNodeCrypto({ algorithm, issuer, audience, jwk, pem }) {
  const secret = pem ? undefined : Buffer.from(jwk.k, 'base64url')
  const options = {
    key: pem ?? secret,
    algorithms: [algorithm],
    allowedIss: issuer,
    allowedAud: audience,
    requiredClaims: ['exp'],
  }
  const contenders = {
    'fast-jwt': createVerifier(options),
    'fast-jwt cached': createVerifier({ ...options, cache: CACHE }),
  }
  if (algorithm !== 'EdDSA') {
    const key = secret ? createSecretKey(secret) : createPublicKey(pem)
    const checks = { algorithms: [algorithm], issuer, audience }
    contenders.jsonwebtoken = (token) => jsonwebtoken.verify(token, key, checks)
  }
  return contenders
}

/** Keys and tokens that every library is given; made anew at each run, with Node's own crypto. */

import { createHmac, generateKeyPairSync, randomBytes, randomUUID, sign } from 'node:crypto'

export const ALGORITHMS = ['HS256', 'RS256', 'PS256', 'ES256', 'EdDSA']
export const ISSUER = 'https://issuer.example'
export const AUDIENCE = 'api1'

/** So many tokens are used in turn, as a server sees different ones. */
const TOKENS = 32

const MAKE = {
  HS256: { signature: (key, text) => createHmac('sha256', key).update(text).digest() },
  RS256: { type: 'rsa', options: { modulusLength: 2048 }, signature: (key, text) => sign('sha256', text, key) },
  PS256: {
    type: 'rsa',
    options: { modulusLength: 2048 },
    // Padding 6 is RSASSA-PSS; the salt is as long as the hash (RFC 7518 §3.5).
    signature: (key, text) => sign('sha256', text, { key, padding: 6, saltLength: 32 }),
  },
  ES256: {
    type: 'ec',
    options: { namedCurve: 'P-256' },
    signature: (key, text) => sign('sha256', text, { key, dsaEncoding: 'ieee-p1363' }),
  },
  EdDSA: { type: 'ed25519', signature: (key, text) => sign(null, text, key) },
}

/** Everything that the libraries need for one algorithm, as plain JSON. */
export function fixture(algorithm) {
  const { type, options, signature } = MAKE[algorithm]
  const pair = type && generateKeyPairSync(type, options)
  const secret = pair ? undefined : randomBytes(32)
  const key = pair?.privateKey ?? secret
  const now = Math.floor(Date.now() / 1000)
  const token = (claims) => {
    const header = { alg: algorithm, typ: 'JWT', kid: 'key-1' }
    const all = { ...usual(now), jti: randomUUID(), ...claims }
    const text = [header, all].map((part) => base64url(JSON.stringify(part))).join('.')
    return `${text}.${base64url(signature(key, Buffer.from(text)))}`
  }
  const tokens = Array.from({ length: TOKENS }, () => token())
  return {
    algorithm,
    issuer: ISSUER,
    audience: AUDIENCE,
    jwk: pair
      ? { ...pair.publicKey.export({ format: 'jwk' }), kid: 'key-1', alg: algorithm }
      : { kty: 'oct', k: base64url(secret), kid: 'key-1', alg: algorithm },
    pem: pair?.publicKey.export({ format: 'pem', type: 'spki' }),
    tokens,
    refused: {
      'a changed signature': changed(tokens[0]),
      'another issuer': token({ iss: 'https://other.example' }),
      'another audience': token({ aud: 'api2' }),
      'an expired token': token({ exp: now - 3600 }),
    },
  }
}

function usual(now) {
  return {
    iss: ISSUER,
    aud: AUDIENCE,
    sub: '248289761001',
    client_id: 'client',
    scope: 'openid api1',
    iat: now - 60,
    nbf: now - 60,
    exp: now + 86_400,
  }
}

/** The token with another character in the middle of its signature. */
function changed(token) {
  const at = token.lastIndexOf('.') + 20
  return token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1)
}

function base64url(bytes) {
  return Buffer.from(bytes).toString('base64url')
}

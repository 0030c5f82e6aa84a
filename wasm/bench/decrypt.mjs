/** Encrypted tokens opened beside jose: one run in Node, times as JSON on standard output. */

import process from 'node:process'

import { decrypt, decryptionKey } from 'claimscope/decrypt'
import * as jose from 'jose'

import { measure } from './measure.mjs'

const CLAIMS = { iss: 'https://issuer.example', sub: '248289761001', aud: 'api1', scope: 'openid api1', exp: 2e9 }
const TOKENS = 32
const FORMS = [
  ['RSA-OAEP-256', 'A256GCM'],
  ['ECDH-ES+A256KW', 'A256GCM'],
  ['A256KW', 'A128CBC-HS256'],
  ['dir', 'A256GCM'],
]

const times = {}
for (const [alg, enc] of FORMS) {
  const { seals, opens, jwk } = await keys(alg)
  const sealed = (more) => new jose.EncryptJWT({ ...CLAIMS, ...more }).setProtectedHeader({ alg, enc }).encrypt(seals)
  const tokens = await Promise.all(Array.from({ length: TOKENS }, (_, jti) => sealed({ jti })))
  const another = await keys(alg)
  const refused = {
    'an altered token': tokens[0].replace(/\.(.)([^.]*)$/, (_, first, rest) => `.${first === 'A' ? 'B' : 'A'}${rest}`),
    'one for another key': await new jose.EncryptJWT(CLAIMS).setProtectedHeader({ alg, enc }).encrypt(another.seals),
  }
  const key = decryptionKey(jwk)
  const claimsIn = (bytes) => JSON.parse(new TextDecoder().decode(bytes))
  const contenders = {
    'claimscope/decrypt': async (token) => claimsIn((await decrypt(token, key)).plaintext),
    jose: async (token) => claimsIn((await jose.compactDecrypt(token, opens)).plaintext),
  }
  times[`${alg}, ${enc}`] = await measure({ algorithm: alg, tokens, refused }, contenders, () => performance.now())
}
process.stdout.write(JSON.stringify({ version: process.versions.node, times }))

/** What encrypts, what jose opens with, and that as JWK; each library has its key prepared. */
async function keys(alg) {
  if (/^(dir|A)/.test(alg)) {
    const secret = crypto.getRandomValues(new Uint8Array(32))
    return { seals: secret, opens: secret, jwk: { kty: 'oct', k: jose.base64url.encode(secret) } }
  }
  const { publicKey, privateKey } = await jose.generateKeyPair(alg, { extractable: true })
  return { seals: publicKey, opens: privateKey, jwk: await jose.exportJWK(privateKey) }
}

/**
 * Signed tokens in other forms than the compact one, and what only other builds compute.
 * @module
 */

import { codeOf, equal } from './harness.js'
import { claims, policy } from './issuer.js'

const base64url = (bytes) => btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
const bytesOf = (text) => new TextEncoder().encode(text)
const digest = async (text) => base64url(new Uint8Array(await crypto.subtle.digest('SHA-256', bytesOf(text))))
const disclosure = (...parts) => base64url(bytesOf(JSON.stringify(parts)))

/** RFC 7797 §4.2. */
const KEY = { kty: 'oct', k: 'AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow' }
const DETACHED = 'eyJhbGciOiJIUzI1NiIsImI2NCI6ZmFsc2UsImNyaXQiOlsiYjY0Il19..A5dxf2s96_n5FLueVuW1Z_vh161FwXZC4YLPff6dmDY'

/** @param {typeof import('claimscope')} claimscope */
export function formCases({ createVerifier, generateKey, sign }) {
  const algorithm = 'ES256'
  const signed = (pair, more, header) => sign({ ...claims(), ...more }, { key: pair.privateKey, algorithm, header })
  return {
    'an SD-JWT discloses what the issuer signed, to whom the holder presents it': async () => {
      const [issuer, holder, stranger] = await Promise.all([1, 2, 3].map(() => generateKey(algorithm)))
      const name = disclosure('salt', 'given_name', 'Zoë')
      const hidden = { _sd: [await digest(name), await digest('decoy')], cnf: { jwk: holder.publicKey } }
      const text = `${await signed(issuer, hidden, { typ: 'dc+sd-jwt' })}~${name}~`
      const verifier = createVerifier(policy(algorithm, issuer.publicKey))
      const { claims: disclosed, sdJwt } = await verifier.verifyForm(text)
      equal([disclosed.given_name, disclosed._sd, sdJwt], ['Zoë', undefined, { disclosures: [{ name: 'given_name', value: 'Zoë' }], hidden: 1 }])
      const bound = { iat: 1.7e9, aud: 'rp', nonce: 'n', sd_hash: await digest(text) }
      const presented = async (pair) => `${text}${await sign(bound, { key: pair.privateKey, algorithm, header: { typ: 'kb+jwt' } })}`
      equal((await verifier.verifyForm(await presented(holder))).sdJwt?.keyBinding?.nonce, 'n')
      equal(await codeOf(async () => verifier.verifyForm(await presented(stranger))), 'sd-jwt.presentation')
      equal(await codeOf(() => verifier.verifyForm(`${text}${disclosure('salt', 'given_name', 'Eve')}~`)), 'sd-jwt.presentation')
      equal(await codeOf(() => verifier.verify(text)), 'format.charset')
      equal((await verifier.explainForm(text)).report.verdict, 'accepted')
    },
    'of the signatures of a JWS as JSON one must hold': async () => {
      const [issuer, stranger] = await Promise.all([1, 2].map(() => generateKey(algorithm)))
      const [token, foreign] = await Promise.all([issuer, stranger].map((pair) => signed(pair, {}, { kid: issuer.publicKey.kid })))
      const [one, other] = [token, foreign].map((text) => text.split('.'))
      const general = (...all) => JSON.stringify({ payload: one[1], signatures: all.map(([header, , signature]) => ({ protected: header, signature })) })
      const verifier = createVerifier(policy(algorithm, issuer.publicKey))
      const { signature, claims: verified } = await verifier.verifyForm(general(other, one))
      equal([signature, verified], ['signature 2', claims()])
      equal(await codeOf(() => verifier.verifyForm(general(other, other))), 'signature.value')
      equal(await codeOf(() => verifier.verifyForm(JSON.stringify({ protected: one[0], signature: one[2] }))), 'jws-json.form')
      equal((await verifier.verifyForm(token)).claims, claims())
    },
    'a payload that is sent apart is verified as it is': async () => {
      const verifier = createVerifier({ issuer: false, audience: false, algorithms: ['HS256'], keys: KEY })
      const { header, algorithm: by } = await verifier.verifyDetached(DETACHED, '$.02')
      equal([header.b64, by], [false, 'HS256'])
      equal((await verifier.verifyDetached(DETACHED, bytesOf('$.02'))).algorithm, 'HS256')
      equal(await codeOf(() => verifier.verifyDetached(DETACHED, '$.03')), 'signature.value')
      const other = createVerifier({ issuer: false, audience: false, algorithms: ['HS512'], keys: KEY })
      equal(await codeOf(() => other.verifyDetached(DETACHED, '$.02')), 'signature.algorithm')
    },
    'what nothing here computes is refused before any token comes': async () => {
      equal(await codeOf(() => createVerifier(policy('ES256K', KEY))), 'misuse.engine')
      equal(await codeOf(() => generateKey('ES256K')), 'misuse.options')
    },
  }
}

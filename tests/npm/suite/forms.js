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
export function formCases(claimscope) {
  const { createVerifier } = claimscope
  return {
    ...writtenCases(claimscope),
    ...agreedCases(claimscope),
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
      equal(await codeOf(() => claimscope.generateKey('ES256K')), 'misuse.options')
    },
    'an option that would count for nothing is refused': async () => {
      const of = (more) => codeOf(() => createVerifier(policy('HS256', KEY, more)))
      const request = { htm: 'GET', htu: 'https://api.example/orders' }
      equal(await Promise.all(['at+jwt', 'JWT', ''].map((typ) => of({ typ }))), Array(3).fill('misuse.options'))
      equal(await Promise.all([request, { ...request, accessToken: 'a', profile: 'at+jwt' }].map(of)), Array(2).fill('misuse.options'))
      equal(createVerifier(policy('HS256', KEY, { typ: 'sd+jwt' })).policy.typ, 'sd+jwt')
    },
  }
}

/** Tokens of several issuers, and claims that a schema judges: an error and a report say the same. */
function agreedCases({ createVerifier, generateKey, sign }) {
  const [algorithm, A, B] = ['ES256', 'https://a.example', 'https://b.example']
  const presented = async (pair, said) => {
    const name = disclosure('salt', 'role', 'admin')
    const more = { _sd: [await digest(name)], cnf: { jwk: pair.publicKey }, ...said }
    const text = `${await sign({ ...claims(), ...more }, { key: pair.privateKey, algorithm, header: { typ: 'dc+sd-jwt' } })}~${name}~`
    const bound = { iat: 1.7e9 - 600, aud: 'rp', nonce: 'n', sd_hash: await digest(text) }
    return { text, bound: `${text}${await sign(bound, { key: pair.privateKey, algorithm, header: { typ: 'kb+jwt' } })}` }
  }
  const codeOfReport = ({ report }) => report.checks.find(({ status }) => status === 'fail')?.id
  return {
    'a form is judged by what is said of the issuer that it names': async () => {
      const pair = await generateKey(algorithm)
      const issuers = [{ issuer: A, keys: pair.publicKey, maxTokenAge: 86400 }, { issuer: B, keys: pair.publicKey }]
      const of = (issuers) => createVerifier({ issuers, audience: 'api1', algorithms: [algorithm], now: () => 1.7e12 })
      const [a, b] = await Promise.all([A, B].map((iss) => presented(pair, { iss, iat: 1.7e9 - 600 })))
      const verifier = of(issuers)
      equal((await verifier.verifyForm(a.bound)).claims.role, 'admin')
      equal(await codeOf(() => verifier.verifyForm(b.bound)), 'sd-jwt.presentation')
      equal((await verifier.verifyForm(b.text)).claims.role, 'admin')
      const kinds = of([issuers[0], { ...issuers[1], profile: 'security-event' }])
      equal((await kinds.explainForm(a.text)).report.verdict, 'accepted')
      equal(await codeOf(() => kinds.verifyForm(b.text)), 'header.typ')
      equal(codeOfReport(await kinds.explainForm(b.text)), 'header.typ')
    },
    'a schema judges what is disclosed, in an error and in a report': async () => {
      const pair = await generateKey(algorithm)
      const { text } = await presented(pair, {})
      const of = (role) => createVerifier(policy(algorithm, pair.publicKey, { report: true, schema: wanting(role) }))
      equal((await of('admin').verifyForm(text)).claims, 'admin')
      equal((await of('admin').explainForm(text)).report.verdict, 'accepted')
      const error = await of('reader').verifyForm(text).catch((error) => error)
      equal([error.code, codeOfReport(error), codeOfReport(await of('reader').explainForm(text))], Array(3).fill('claim.schema'))
    },
    'a text of any length is refused, and the verifier goes on': async () => {
      const pair = await generateKey(algorithm)
      const { text } = await presented(pair, {})
      const verifier = createVerifier(policy(algorithm, pair.publicKey))
      for (const long of [`{"payload":"${'x'.repeat(4e6)}","protected":"e30","signature":"AA"}`, 'x'.repeat(4e6)]) {
        equal(await codeOf(() => verifier.verifyForm(long)), await codeOf(() => verifier.verify(long)))
        equal((await verifier.explainForm(long)).report.verdict, 'rejected')
      }
      equal(await codeOf(() => verifier.verifyForm(text + '~'.repeat(4e6))), 'sd-jwt.presentation')
      equal((await verifier.verifyForm(text)).claims.role, 'admin')
    },
  }
}

/** A schema that takes one role alone, and gives it for the claims. */
const wanting = (role) => ({
  '~standard': { version: 1, vendor: 'test', validate: (claims) => (claims.role === role ? { value: role } : { issues: [{ message: 'another', path: ['role'] }] }) },
})

/** @param {typeof import('claimscope')} claimscope */
function writtenCases({ createVerifier, generateKey, sign }) {
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
      const mine = { keyBinding: { audience: 'rp', nonce: 'n' } }
      const good = await presented(holder)
      equal([(await verifier.verifyForm(good, mine)).claims.given_name, (await verifier.explainForm(good, mine)).report.verdict], ['Zoë', 'accepted'])
      for (const [one, keyBinding] of [[good, { audience: 'other', nonce: 'n' }], [good, { audience: 'rp', nonce: 'm' }], [text, mine.keyBinding], [text.split('~')[0], mine.keyBinding]]) {
        equal([keyBinding, await codeOf(() => verifier.verifyForm(one, { keyBinding }))], [keyBinding, 'sd-jwt.presentation'])
      }
      for (const options of [null, { keyBinding: undefined }, { keyBinding: true }, { keyBinding: { audience: 'rp' } }, { keyBinding: { audience: 'rp', nonce: undefined } }, { keybinding: {} }]) {
        equal([options, await codeOf(() => verifier.verifyForm(good, options))], [options, 'misuse.options'])
      }
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
  }
}

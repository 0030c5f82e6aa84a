/**
 * Several issuers in one verifier, and the tenants of one: each token is judged by what is said of the issuer that it names.
 * @module
 */

import { createGuard } from 'claimscope/guard'
import { dpop } from 'claimscope/guard/bound'

import { codeOf, equal } from './harness.js'
import { claims, json } from './issuer.js'
import { hashOf, outcomeOf, publicOf } from './proofs.js'

const A = 'https://a.example'
const B = 'https://b.example'
const ENTRA = 'https://login.microsoftonline.com/{tenantid}/v2.0'
const OURS = '9188040d-6c67-4c5b-b112-36a304b66dad'
const OTHER = '11111111-2222-3333-4444-555555555555'
const now = () => 1.7e12

/** Two issuers with keys of their own under one kid, and what each was asked. */
async function two({ createVerifier, generateKey, remoteIssuer, sign }, more) {
  const asked = []
  const signers = {}
  const sources = {}
  for (const issuer of [A, B]) {
    const { privateKey, publicKey } = await generateKey('ES256')
    signers[issuer] = { ...privateKey, kid: 'one' }
    const fetch = async (url) => {
      asked.push(new URL(url).origin)
      return json(url.includes('well-known') ? { issuer, jwks_uri: `${issuer}/jwks` } : { keys: [{ ...publicKey, kid: 'one' }] })
    }
    sources[issuer] = remoteIssuer(issuer, { fetch, now })
  }
  const issuers = [{ issuer: A, keys: sources[A] }, { issuer: B, keys: sources[B], audience: 'api2', requiredClaims: ['role'] }]
  return {
    asked,
    issuers,
    verifier: createVerifier({ issuers, audience: 'api1', algorithms: ['ES256'], now, ...more }),
    make: (by, said) => sign({ ...claims(), iss: by, ...said }, { key: signers[by], algorithm: 'ES256', header: { kid: 'one' } }),
  }
}

/** The first check that failed in a report. */
const firstOf = ({ checks }) => checks.find(({ status }) => status === 'fail')

/** @param {typeof import('claimscope')} claimscope */
export function issuersCases(claimscope) {
  return { ...chosenCases(claimscope), ...tenantCases(claimscope), ...issuersOptionCases(claimscope) }
}

/** @param {typeof import('claimscope')} claimscope */
function chosenCases(claimscope) {
  const { createVerifier, decode } = claimscope
  return {
    'each issuer has its own keys and expectations': async () => {
      const { verifier, make, asked } = await two(claimscope)
      equal((await verifier.verify(await make(A))).claims.iss, A)
      equal(asked, [A, A])
      const good = await make(B, { aud: 'api2', role: 'admin' })
      equal((await verifier.verify(good)).claims.role, 'admin')
      equal(asked, [A, A, B, B])
      for (const [code, said] of [['claim.aud', { role: 'x' }], ['claim.required', { aud: 'api2' }], ['claim.exp', { aud: 'api2', role: 'x', exp: 1 }]]) {
        const token = await make(B, said)
        equal(await codeOf(() => verifier.verify(token)), code)
        equal(firstOf(await verifier.explain(token)).id, code)
      }
      equal(await codeOf(async () => verifier.verify(await make(A, { aud: 'api2', role: 'admin' }))), 'claim.aud')
      equal((await verifier.explain(good)).verdict, 'accepted')
    },
    'keys of one issuer verify nothing that names another, whatever else the token says': async () => {
      const { verifier, make } = await two(claimscope)
      const token = await make(A, { iss: B, aud: ['api1', 'api2'], role: 'x', issuer: A, azp: A, tid: A })
      equal(await codeOf(() => verifier.verify(token)), 'signature.value')
    },
    'an issuer that is not listed is refused by the check of issuers, without a request': async () => {
      const { verifier, make, asked } = await two(claimscope)
      const rows = [
        [{ iss: 'https://c.example' }, 'https://c.example'],
        [{ iss: `${A}/` }, `${A}/`],
        [{ iss: undefined }, 'absent'],
        [{ iss: [A] }, undefined],
        [{ iss: null }, undefined],
      ]
      for (const [said, actual] of rows) {
        const token = await make(A, said)
        const error = await verifier.verify(token).catch((error) => error)
        equal([said, error.code, error.status], [said, 'claim.iss', 401])
        if (actual) equal([error.check.expected, error.check.actual], [`${A} or ${B}`, actual])
        equal(await codeOf(() => verifier.verifySync(token)), 'claim.iss')
        const report = await verifier.explain(token)
        equal([report.verdict, report.claims.aud, report.signature.status], ['rejected', 'api1', 'not-checked'])
        equal(firstOf(report), error.check)
      }
      equal(asked, [])
    },
    'what is malformed is told as such, without a request, and no name that stands twice chooses': async () => {
      const { verifier, make, asked } = await two(claimscope)
      const token = await make(A)
      const [header, payload, signature] = token.split('.')
      const said = (text) => [header, btoa(text).replaceAll('=', '').replaceAll('+', '-').replaceAll('/', '_'), signature].join('.')
      const rows = {
        'format.duplicate-member': said(`{"iss":"${B}","iss":"${A}"}`),
        'format.base64url': `${header}.${payload}=.${signature}`,
        'format.json': said('null'),
        'format.parts': 'no token',
        'header.alg': `eyJhbGciOiJub25lIn0.${payload}.`,
        'format.size': `${header}.${'A'.repeat(300_000)}.${signature}`,
        'misuse.token': undefined,
      }
      for (const [code, text] of Object.entries(rows)) equal(await codeOf(() => verifier.verify(text)), code)
      equal(asked, [])
      equal(decode(token).claims.iss, A)
    },
    'options that stand beside the issuers hold for all, and more can be required of all': async () => {
      const { verifier, make } = await two(claimscope, { cache: { max: 5 }, report: true, clockTolerance: 60 })
      const token = await make(A, { scope: 'read', exp: 1.7e9 - 30 })
      const first = await verifier.verify(token)
      equal((await verifier.verify(token)) === first, true)
      equal(verifier.policy.issuer, [A, B])
      const writing = verifier.requiring({ requiredScopes: ['write'] })
      const error = await writing.verify(token).catch((error) => error)
      equal([error.code, error.report.verdict, writing.policy.requiredScopes], ['claim.scope', 'rejected', ['write']])
      equal(await codeOf(async () => writing.verify(await make(B, { aud: 'api2', scope: 'write' }))), 'claim.required')
      const foreign = await verifier.verify(await make(A, { iss: 'https://c.example' })).catch((error) => error)
      equal([foreign.code, firstOf(foreign.report).id], ['claim.iss', 'claim.iss'])
    },
    'a guard takes tokens of each issuer, bound ones too, and its metadata names them all': async () => {
      const { verifier, make } = await two(claimscope)
      const guard = createGuard({ verifier, scopes: ['read'], resource: 'https://api.example/orders', bound: dpop({ publicUrl: 'https://api.example' }) })
      const sent = async (token, more) => outcomeOf(guard, { authorization: `Bearer ${token}`, ...more })
      equal((await sent(await make(A, { scope: 'read' }))).status, 200)
      equal((await sent(await make(B, { aud: 'api2', role: 'x', scope: 'read' }))).status, 200)
      equal((await sent(await make(A))).code, 'claim.scope')
      const { status, code } = await sent(await make(A, { iss: 'https://c.example', scope: 'read' }))
      equal([status, code], [401, 'claim.iss'])
      const client = await claimscope.generateKey('ES256')
      const { jwk, jkt } = await publicOf(client.publicKey)
      const token = await make(B, { aud: 'api2', role: 'x', scope: 'read', cnf: { jkt } })
      const said = { jti: 'one', htm: 'GET', htu: 'https://api.example/orders', iat: 1.7e9, ath: await hashOf(token) }
      const proof = await claimscope.sign(said, { key: client.privateKey, algorithm: 'ES256', header: { typ: 'dpop+jwt', jwk } })
      equal((await sent(token, { authorization: `DPoP ${token}`, dpop: proof })).status, 200)
      equal((await sent(token)).code, 'dpop.required')
      const { answer } = await guard.decide({ method: 'GET', url: new URL(guard.metadataUrl).pathname, header: () => undefined })
      equal(JSON.parse(answer.body).authorization_servers, [A, B])
    },
    'one issuer with several names, and keys of a shared secret beside published ones': async () => {
      const { issuers, make } = await two(claimscope)
      const secret = new Uint8Array(32).fill(5)
      const names = ['accounts.c.example', 'https://accounts.c.example']
      const verifier = createVerifier({
        issuers: [issuers[0], { issuer: names, keys: secret, algorithms: ['HS256'] }],
        audience: 'api1',
        algorithms: ['ES256'],
        now,
      })
      const signed = (iss) => claimscope.sign({ ...claims(), iss }, { key: secret, algorithm: 'HS256' })
      for (const iss of names) equal(verifier.verifySync(await signed(iss)).claims.iss, iss)
      equal(await codeOf(async () => verifier.verify(await signed(A))), 'signature.algorithm')
      equal((await verifier.verify(await make(A))).claims.iss, A)
    },
  }
}

/** @param {typeof import('claimscope')} claimscope */
function tenantCases({ createVerifier, generateKey, sign }) {
  const made = async () => {
    const { privateKey, publicKey } = await generateKey('ES256')
    const token = (tid, more) => sign({ ...claims(), iss: ENTRA.replace('{tenantid}', tid), tid, ...more }, { key: privateKey, algorithm: 'ES256' })
    const verifierOf = (more) => createVerifier({ issuer: ENTRA, audience: 'api1', algorithms: ['ES256'], keys: publicKey, now, ...more })
    return { token, verifierOf, publicKey, forged: (await generateKey('ES256')).privateKey }
  }
  return {
    'tenants that are listed are taken, and no other': async () => {
      const { token, verifierOf } = await made()
      const verifier = verifierOf({ tenants: [OURS.toUpperCase()] })
      equal((await verifier.verify(await token(OURS))).claims.tid, OURS)
      equal(verifierOf({ engine: 'wasm', tenants: [OURS] }).verifySync(await token(OURS)).claims.tid, OURS)
      const other = await token(OTHER)
      const error = await verifier.verify(other).catch((error) => error)
      equal([error.code, error.check.expected], ['claim.iss', `${ENTRA} of an allowed tenant`])
      const report = await verifier.explain(other)
      equal([report.verdict, firstOf(report).id], ['rejected', 'claim.iss'])
      equal(await codeOf(async () => verifier.verify(await token(OURS, { tid: OTHER }))), 'claim.iss')
      equal(await codeOf(async () => verifier.verify(await token('{tenantid}'))), 'claim.iss')
      equal((await verifierOf({}).verify(other)).claims.tid, OTHER)
      equal(verifier.policy.issuer, [ENTRA])
    },
    'a function is asked for the tenants of tokens that are right otherwise, and of no others': async () => {
      const { token, verifierOf, forged } = await made()
      const asked = []
      const verifier = verifierOf({ cache: { max: 9 }, tenants: async (tenant) => (asked.push(tenant), tenant === OURS) })
      const good = await token(OURS)
      for (let turn = 0; turn < 2; turn += 1) equal((await verifier.verify(good)).claims.tid, OURS)
      equal(await codeOf(async () => verifier.verify(await token(OTHER))), 'claim.iss')
      equal((await verifier.explain(good)).verdict, 'accepted')
      const before = asked.length
      const wrong = await sign({ ...claims(), iss: ENTRA.replace('{tenantid}', OURS), tid: OURS }, { key: forged, algorithm: 'ES256' })
      equal(await codeOf(() => verifier.verify(wrong)), 'signature.value')
      equal(await codeOf(async () => verifier.verify(await token(OURS, { exp: 1 }))), 'claim.exp')
      equal(asked.slice(before), [])
      equal(asked, [OURS, OURS, OTHER, OURS])
      equal(await codeOf(async () => verifierOf({ engine: 'wasm', tenants: async () => true }).verifySync(good)), 'misuse.async-engine')
      equal(await codeOf(() => verifierOf({ tenants: () => Promise.reject(new RangeError('no database')) }).verify(good)), 'RangeError: no database')
      for (const said of [{ allowed: false }, 'no', 1, undefined, null]) {
        equal(await codeOf(() => verifierOf({ tenants: () => said }).verify(good)), 'misuse.options')
        equal(await codeOf(() => verifierOf({ tenants: async () => said }).verify(good)), 'misuse.options')
        equal(await codeOf(async () => verifierOf({ engine: 'wasm', tenants: () => said }).verifySync(good)), 'misuse.options')
      }
    },
    'tenants of one issuer stand beside other issuers': async () => {
      const { token, publicKey } = await made()
      const issuers = [{ issuer: A, keys: publicKey }, { issuer: ENTRA, keys: publicKey, tenants: [OURS] }]
      const verifier = createVerifier({ issuers, audience: 'api1', algorithms: ['ES256'], now })
      equal((await verifier.verify(await token(OURS))).claims.tid, OURS)
      const error = await verifier.verify(await token(OTHER)).catch((error) => error)
      equal([error.code, error.check.expected], ['claim.iss', `${A} or ${ENTRA} of an allowed tenant`])
      const stricter = verifier.requiring({ requiredScopes: ['read'] })
      equal(await codeOf(async () => stricter.verify(await token(OTHER, { scope: 'read' }))), 'claim.iss')
      equal((await stricter.verify(await token(OURS, { scope: 'read' }))).claims.tid, OURS)
      const guard = createGuard({ verifier, resource: 'https://api.example' })
      const { answer } = await guard.decide({ method: 'GET', url: new URL(guard.metadataUrl).pathname, header: () => undefined })
      equal(JSON.parse(answer.body).authorization_servers, [A])
    },
  }
}

/** @param {typeof import('claimscope')} claimscope */
function issuersOptionCases({ createVerifier }) {
  return {
    'options for several issuers that make no sense are told': async () => {
      const keys = new Uint8Array(32).fill(3)
      const one = { issuer: A, keys }
      const make = (more) => createVerifier({ audience: 'api1', algorithms: ['HS256'], ...more })
      const rows = [
        ['misuse.options', { issuers: undefined }],
        ['misuse.options', { issuers: [] }],
        ['misuse.options', { issuers: [undefined] }],
        ['misuse.options', { issuers: A }],
        ['misuse.options', { issuers: [one], issuer: A }],
        ['misuse.options', { issuers: [one], keys }],
        ['misuse.options', { issuers: [one, one] }],
        ['misuse.options', { issuers: [one, { issuer: [B, A], keys }] }],
        ['misuse.options', { issuers: [{ ...one, issuer: false }] }],
        ['misuse.options', { issuers: [{ ...one, audiences: 'api1' }] }],
        ['misuse.options', { issuers: [{ ...one, now }] }],
        ['misuse.options', { issuers: [{ ...one, nonce: undefined }] }],
        ['misuse.options', { issuers: [{ ...one, tenants: ['x'] }] }],
        ['misuse.options', { issuers: [{ issuer: ENTRA, keys, tenants: undefined }] }],
        ['misuse.options', { issuer: ENTRA, keys, tenants: 'x' }],
        ['misuse.options', { issuer: A, keys, tenants: ['x'] }],
        ['misuse.options', { isuers: [one] }],
        ['misuse.no-issuer', { issuers: [{ keys }] }],
        ['misuse.key', { issuers: [{ issuer: A }] }],
        ['misuse.no-audience', { issuers: [one], audience: undefined }],
      ]
      for (const [code, options] of rows) {
        equal([Object.keys(options), await codeOf(async () => make(options))], [Object.keys(options), code])
      }
    },
  }
}

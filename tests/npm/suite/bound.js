/**
 * Tokens that are bound to a key, at the guard: by DPoP proofs (RFC 9449) and by client certificates (RFC 8705).
 * @module
 */

import { createGuard } from 'claimscope/guard'
import { clientCertificate, dpop, memoryReplays } from 'claimscope/guard/bound'

import { ORIGIN } from './guarded.js'
import { codeOf, equal } from './harness.js'
import { NOW, bound, hashOf, outcomeOf, wrongProofs } from './proofs.js'

const ALGS = 'algs="ES256 ES384 PS256 RS256 EdDSA"'

/** @param {typeof import('claimscope')} claimscope */
export function boundCases(claimscope) {
  return { ...proofCases(claimscope), ...schemeCases(claimscope), ...nonceCases(claimscope), ...certificateCases(claimscope), ...optionCases(claimscope) }
}

/** @param {typeof import('claimscope')} claimscope */
function proofCases(claimscope) {
  return {
    'a proof of each algorithm is taken, once': async () => {
      for (const algorithm of ['ES256', 'ES384', 'PS256', 'RS256', 'EdDSA']) {
        const { verifier, token, proof } = await bound(claimscope, algorithm)
        const guard = createGuard({ verifier, bound: dpop({ publicUrl: ORIGIN }) })
        const sent = { authorization: `DPoP ${token}`, dpop: await proof() }
        equal([algorithm, (await outcomeOf(guard, sent)).status], [algorithm, 200])
        const { status, code, challenge } = await outcomeOf(guard, { ...sent, authorization: `dpop ${token}` })
        equal([algorithm, status, code], [algorithm, 401, 'dpop.proof'])
        equal(challenge, `Bearer, DPoP error="invalid_dpop_proof", error_description="the DPoP proof has come before", ${ALGS}`)
      }
    },
    'a proof that is not for this request, key and time is refused, each with its reason': async () => {
      const made = await bound(claimscope)
      const guard = createGuard({ verifier: made.verifier, bound: dpop({ publicUrl: ORIGIN }) })
      for (const [name, dpopHeader, wanted] of await wrongProofs(claimscope, made)) {
        const { status, code, challenge, body } = await outcomeOf(guard, { authorization: `DPoP ${made.token}`, dpop: dpopHeader })
        equal([name, status, code], [name, 401, wanted[0]])
        equal([name, challenge.includes(`DPoP error="${wanted[1]}"`), challenge.startsWith('Bearer, DPoP ')], [name, true, true])
        for (const part of made.token.split('.')) equal(body.includes(part), false)
      }
      // None of them is remembered, and the right one is taken after all.
      equal((await outcomeOf(guard, { authorization: `DPoP ${made.token}`, dpop: await made.proof({ jti: 'the same' }) })).status, 200)
    },
    'a proof is judged as every build judges proofs: a key that is not for signatures makes none': async () => {
      const { verifier, token, proof, jwk } = await bound(claimscope)
      const guard = createGuard({ verifier, bound: dpop({ publicUrl: ORIGIN }) })
      const outcome = async (use) => (await outcomeOf(guard, { authorization: `DPoP ${token}`, dpop: await proof({ header: { jwk: { ...jwk, use } } }) })).code
      equal([await outcome('sig'), await outcome('enc')], [undefined, 'dpop.proof'])
    },
    'what a proof may be written like': async () => {
      const { verifier, token, proof } = await bound(claimscope)
      const guard = createGuard({ verifier, bound: dpop({ publicUrl: `${ORIGIN}/` }) })
      const rows = [
        [{ htu: 'HTTPS://API.EXAMPLE:443/orders?x=y#z' }, {}],
        [{ htu: `${ORIGIN}/%6frders` }, {}],
        [{ htu: `${ORIGIN}/a%2fb` }, { url: '/a%2Fb' }],
        [{ htu: `${ORIGIN}/orders` }, { url: `http://10.0.0.7:8080/orders?q` }],
        [{ htm: 'POST' }, { method: 'POST' }],
        [{ iat: NOW - 120 }, {}],
        [{ iat: NOW + 59 }, {}],
        [{ exp: NOW + 5, nonce: 'of another server' }, {}],
        [{ header: { kid: 'any name' } }, {}],
      ]
      for (const [more, sent] of rows) {
        const outcome = await outcomeOf(guard, { authorization: `DPoP ${token}`, dpop: await proof(more), ...sent })
        equal([more, outcome.status, outcome.challenge], [more, 200, undefined])
      }
    },
    'behind a proxy the URL is the one that clients know': async () => {
      const { verifier, token, proof } = await bound(claimscope)
      const send = async (publicUrl, htu, url, native) =>
        (await outcomeOf(createGuard({ verifier, bound: dpop({ publicUrl }) }), { authorization: `DPoP ${token}`, dpop: await proof({ htu }), url, native })).status
      equal(await send('https://api.example/v1', 'https://api.example/v1/orders', '/orders'), 200)
      equal(await send('https://api.example/v1', 'https://api.example/orders', '/orders'), 401)
      equal(await send(({ at }) => at, 'https://other.example/x', '/orders', { at: 'https://other.example/x?y' }), 200)
    },
    'a function that gives no URL is the fault of the API and not of the proof': async () => {
      const { verifier, token, proof } = await bound(claimscope)
      for (const given of ['/orders', undefined, '', 'https://']) {
        const told = []
        const guard = createGuard({ verifier, bound: dpop({ publicUrl: () => given }), onRefusal: ({ code }) => told.push(code) })
        equal([(await outcomeOf(guard, { authorization: `DPoP ${token}`, dpop: await proof() })).status, told], [503, ['misuse.options']])
      }
    },
    'proofs are remembered where the API says, and a memory that fails lets nothing pass': async () => {
      const { verifier, token, proof } = await bound(claimscope)
      const asked = []
      const shared = { first: async (id, seconds) => asked.push([id.length, seconds]) < 2 }
      const guard = createGuard({ verifier, bound: dpop({ publicUrl: ORIGIN, replays: shared, maxAge: 30 }) })
      const status = async (one) => (await outcomeOf(one, { authorization: `DPoP ${token}`, dpop: await proof() })).status
      equal([await status(guard), await status(guard)], [200, 401])
      equal(asked, [[43, 61], [43, 61]])
      const broken = { first: async () => Promise.reject(new Error('no Redis')) }
      equal(await status(createGuard({ verifier, bound: dpop({ publicUrl: ORIGIN, replays: broken }) })), 503)
      const full = createGuard({ verifier, bound: dpop({ publicUrl: ORIGIN, replays: memoryReplays(1) }) })
      equal([await status(full), await status(full)], [200, 503])
    },
  }
}

/** @param {typeof import('claimscope')} claimscope */
function schemeCases(claimscope) {
  return {
    'a token is taken by the scheme that it is bound for, and by no other': async () => {
      const { verifier, token, unbound, proof } = await bound(claimscope)
      const guard = createGuard({ verifier, realm: 'orders', bound: dpop({ publicUrl: ORIGIN }) })
      const told = async (sent) => {
        const { status, code, challenge } = await outcomeOf(guard, sent)
        return [status, code, challenge]
      }
      const description = 'the token is bound to a key by DPoP, and came as a bearer token'
      const byBearer = `Bearer realm="orders", error="invalid_token", error_description="${description}", DPoP realm="orders", ${ALGS}`
      equal(await told({ authorization: `Bearer ${token}` }), [401, 'dpop.required', byBearer])
      equal(await told({ authorization: `Bearer ${token}`, dpop: await proof() }), [401, 'dpop.required', byBearer])
      equal((await told({ authorization: `DPoP ${unbound}`, dpop: await proof({ of: unbound }) })).slice(0, 2), [401, 'dpop.required'])
      equal(await told({ authorization: `Bearer ${unbound}` }), [200, undefined, undefined])
      equal(await told({}), [401, 'token.missing', `Bearer realm="orders", DPoP realm="orders", ${ALGS}`])
      equal((await told({ authorization: `DPoP ${token.slice(0, -3)}`, dpop: await proof() }))[2].startsWith('Bearer realm="orders", DPoP realm="orders", error="invalid_token"'), true)
    },
    'where bound tokens are required, there is no other scheme': async () => {
      const { verifier, token, unbound, proof } = await bound(claimscope)
      const guard = createGuard({ verifier, resource: `${ORIGIN}/orders`, bound: dpop({ publicUrl: ORIGIN }), requireBound: true })
      const { status, code, challenge } = await outcomeOf(guard, { authorization: `Bearer ${unbound}` })
      equal([status, code, challenge.startsWith('DPoP resource_metadata=')], [401, 'header.scheme', true])
      equal((await outcomeOf(guard, { authorization: `DPoP ${token}`, dpop: await proof() })).status, 200)
      const { answer } = await guard.decide({ method: 'GET', url: new URL(guard.metadataUrl).pathname, header: () => undefined })
      const { dpop_signing_alg_values_supported: algorithms, dpop_bound_access_tokens_required: required } = JSON.parse(answer.body)
      equal([algorithms.length, required], [5, true])
    },
    'without the option, a guard knows no scheme DPoP': async () => {
      const { verifier, token, proof } = await bound(claimscope)
      const { status, code } = await outcomeOf(createGuard({ verifier }), { authorization: `DPoP ${token}`, dpop: await proof() })
      equal([status, code], [401, 'header.scheme'])
    },
  }
}

/** @param {typeof import('claimscope')} claimscope */
function nonceCases(claimscope) {
  return {
    'a nonce is asked for, given, taken, and renewed before it ends': async () => {
      const { signed, jkt, proof, issuer } = await bound(claimscope)
      let now = NOW
      const { createVerifier } = claimscope
      const verifier = createVerifier({ issuer: 'https://sts.example', audience: 'api1', algorithms: ['ES256'], keys: issuer.publicKey, now: () => now * 1000 })
      const nonce = new Uint8Array(32).fill(9)
      const fleet = [1, 2].map(() => createGuard({ verifier, cors: { origins: '*' }, bound: dpop({ publicUrl: ORIGIN, nonce }) }))
      const token = await signed({ cnf: { jkt } })
      const send = async (guard, more) => outcomeOf(guard, { authorization: `DPoP ${token}`, dpop: await proof({ of: token, iat: now, ...more }) })
      const asked = await send(fleet[0], {})
      equal([asked.status, asked.code, asked.challenge.includes('DPoP error="use_dpop_nonce"'), typeof asked.nonce], [401, 'dpop.nonce', true, 'string'])
      equal(await send(fleet[1], { nonce: asked.nonce }), { status: 200, nonce: undefined })
      now += 120
      const late = await send(fleet[0], { nonce: asked.nonce })
      equal([late.status, late.nonce !== asked.nonce, typeof late.nonce], [200, true, 'string'])
      now += 120
      equal((await send(fleet[0], { nonce: asked.nonce })).code, 'dpop.nonce')
      equal((await send(fleet[0], { nonce: late.nonce })).status, 200)
      equal((await send(fleet[0], { nonce: [late.nonce] })).status, 401)
    },
    'pages may read the nonce': async () => {
      const { verifier, token, proof } = await bound(claimscope)
      const guard = createGuard({ verifier, cors: { origins: '*' }, bound: dpop({ publicUrl: ORIGIN, nonce: true }) })
      const headers = { authorization: `DPoP ${token}`, dpop: await proof(), origin: 'https://app.example' }
      const { answer } = await guard.decide({ method: 'GET', url: '/orders', header: (name) => headers[name] })
      equal(answer.headers['Access-Control-Expose-Headers'], 'WWW-Authenticate, DPoP-Nonce, Retry-After')
    },
  }
}

/** @param {typeof import('claimscope')} claimscope */
function certificateCases(claimscope) {
  return {
    'a token that is bound to a certificate is taken with it alone, however it is handed over': async () => {
      const { verifier, signed, unbound } = await bound(claimscope)
      const der = Uint8Array.from({ length: 300 }, (_, index) => index % 256)
      const thumbprint = await hashOf(der)
      const token = await signed({ cnf: { 'x5t#S256': thumbprint } })
      const base64 = btoa(String.fromCharCode(...der))
      const pem = `-----BEGIN CERTIFICATE-----\n${base64.match(/.{1,64}/g).join('\n')}\n-----END CERTIFICATE-----\n`
      const guard = createGuard({ verifier, bound: clientCertificate((request) => request.certificate) })
      const outcome = (certificate, of = token) => outcomeOf(guard, { authorization: `Bearer ${of}`, native: { certificate } })
      for (const given of [der, pem, encodeURIComponent(pem), `:${base64}:`, thumbprint]) equal((await outcome(given)).status, 200)
      for (const given of [undefined, null, '', new Uint8Array(0), 'none', '%zz', der.slice(1), thumbprint.toLowerCase(), pem.replace('B', 'C')]) {
        const { status, code } = await outcome(given)
        equal([String(given), status, code], [String(given), 401, 'token.certificate-bound'])
      }
      equal((await outcome(undefined, unbound)).status, 200)
      const strict = createGuard({ verifier, bound: clientCertificate(() => der), requireBound: true })
      equal((await outcomeOf(strict, { authorization: `Bearer ${unbound}` })).code, 'token.certificate-bound')
      for (const cnf of [{ 'x5t#S256': 7 }, { 'x5t#S256': [thumbprint] }]) equal((await outcome(der, await signed({ cnf }))).status, 401)
    },
    'of a token that is bound twice, the half that is looked at is not enough': async () => {
      const { verifier, signed, jkt, proof } = await bound(claimscope)
      const token = await signed({ cnf: { jkt, 'x5t#S256': await hashOf('der') } })
      const byCertificate = createGuard({ verifier, bound: clientCertificate(() => new TextEncoder().encode('der')), requireBound: true })
      equal((await outcomeOf(byCertificate, { authorization: `Bearer ${token}` })).code, 'dpop.required')
      const byProof = createGuard({ verifier, bound: dpop({ publicUrl: ORIGIN }) })
      equal((await outcomeOf(byProof, { authorization: `DPoP ${token}`, dpop: await proof({ of: token }) })).code, 'token.certificate-bound')
      for (const cnf of [{}, null, 'x', [], { jwk: {} }]) {
        const [code, unbound] = ['token.bound', await signed({ cnf })]
        for (const guard of [byCertificate, byProof, createGuard({ verifier })]) equal([cnf, (await outcomeOf(guard, { authorization: `Bearer ${unbound}` })).code], [cnf, code])
      }
    },
    'of a token that is bound twice, both are asked for': async () => {
      const { verifier, signed, jkt, proof } = await bound(claimscope)
      const token = await signed({ cnf: { jkt, 'x5t#S256': await hashOf('der') } })
      const ways = [dpop({ publicUrl: ORIGIN }), clientCertificate((request) => request.certificate)]
      const guard = createGuard({ verifier, bound: ways, requireBound: true })
      const certificate = new TextEncoder().encode('der')
      const sent = async (more) => outcomeOf(guard, { authorization: `DPoP ${token}`, dpop: await proof({ of: token }), native: { certificate }, ...more })
      equal((await sent({})).status, 200)
      equal((await sent({ native: {} })).code, 'token.certificate-bound')
      equal((await sent({ authorization: `Bearer ${token}` })).code, 'dpop.required')
    },
  }
}

/** @param {typeof import('claimscope')} claimscope */
function optionCases(claimscope) {
  return {
    'options of bindings that make no sense are told': async () => {
      const { verifier } = await bound(claimscope)
      const wrong = [
        () => dpop(),
        ...[undefined, '/orders', 'api.example', 'ftp://api.example', 'https://api.example/?a', 'https://api.example/#a', ' https://api.example', 'https://api.example\n', 'https://me@api.example', 'https://api.example//', 'https://', new URL(ORIGIN)].map((publicUrl) => () => dpop({ publicUrl })),
        () => dpop({ publicUrl: ORIGIN, algorithms: [] }),
        () => dpop({ publicUrl: ORIGIN, algorithms: ['HS256'] }),
        () => dpop({ publicUrl: ORIGIN, maxAge: 0 }),
        () => dpop({ publicUrl: ORIGIN, nonce: new Uint8Array(8) }),
        () => dpop({ publicUrl: ORIGIN, replays: new Map() }),
        () => dpop({ publicUrl: ORIGIN, proxy: true }),
        () => clientCertificate('x-client-cert'),
        () => createGuard({ verifier, bound: true }),
        () => createGuard({ verifier, requireBound: true }),
        () => createGuard({ verifier: { verify: async () => {} }, bound: dpop({ publicUrl: ORIGIN }) }),
      ]
      for (const [index, make] of wrong.entries()) equal([index, await codeOf(async () => make())], [index, 'misuse.options'])
    },
  }
}

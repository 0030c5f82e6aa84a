/**
 * What the package promises, held against it in each runtime. `claimscope` is the installed package.
 * @module
 */

import { codeOf, equal } from './harness.js'
import { hostileCases } from './hostile.js'
import { claims, json, policy, served } from './issuer.js'

const altered = (token) => `${token.slice(0, -9)}${token.at(-9) === 'A' ? 'B' : 'A'}${token.slice(-8)}`

/** @param {typeof import('claimscope')} claimscope */
export function cases(claimscope) {
  const { createVerifier, generateKey, sign } = claimscope
  const byAlgorithm = {}
  for (const algorithm of Object.keys(claimscope.engines())) {
    byAlgorithm[`${algorithm}: signs, verifies, refuses what was altered, in each engine`] = async () => {
      const { privateKey, publicKey } = await generateKey(algorithm)
      const token = await sign(claims(), { key: privateKey, algorithm })
      for (const engine of ['auto', 'wasm', 'webcrypto']) {
        const verifier = createVerifier(policy(algorithm, publicKey ?? privateKey, { engine }))
        const verified = await verifier.verify(token)
        equal(verified.claims, claims())
        equal(verified.header.alg, algorithm)
        equal(verified.key.kid, privateKey.kid)
        equal(await codeOf(() => verifier.verify(altered(token))), 'signature.value')
        equal((await verifier.explain(token)).verdict, 'accepted')
        if (engine !== 'webcrypto') equal(verifier.verifySync(token).claims.sub, 'Zoë')
      }
    }
  }
  return { ...byAlgorithm, ...policyCases(claimscope), ...cacheCases(claimscope), ...hostileCases(claimscope), ...keyCases(claimscope), ...lookingCases(claimscope) }
}

/** @param {typeof import('claimscope')} claimscope */
function policyCases({ ClaimscopeError, createVerifier, sign }) {
  const secret = new Uint8Array(32).map((_, index) => index * 7 + 1)
  const make = (more) => sign({ ...claims(), ...more }, { key: secret, algorithm: 'HS256' })
  const verifier = createVerifier(policy('HS256', secret))
  return {
    'each claim that does not fit has its own code': async () => {
      const codes = {
        'claim.iss': { iss: 'https://other.example' },
        'claim.aud': { aud: ['api2'] },
        'claim.exp': { exp: 1.6e9 },
        'claim.nbf': { nbf: 1.9e9 },
      }
      for (const [code, more] of Object.entries(codes)) {
        const token = await make(more)
        equal(await codeOf(() => verifier.verify(token)), code)
        equal(await codeOf(() => verifier.verifySync(token)), code)
        const report = await verifier.explain(token)
        equal(report.checks.find((check) => check.status === 'fail').id, code)
      }
    },
    'errors say what to do and never hold the token': async () => {
      const token = await make({ exp: 1 })
      const error = await verifier.verify(token).catch((error) => error)
      equal(error instanceof ClaimscopeError, true)
      equal(error.check.hint, 'request a new token')
      equal(JSON.stringify(error).includes(token.split('.')[1]), false)
    },
    'alg none, padding and foreign characters are refused': async () => {
      const token = await make({})
      equal(await codeOf(() => verifier.verify('eyJhbGciOiJub25lIn0.e30.')), 'header.alg')
      equal(await codeOf(() => verifier.verify(`${token}=`)), 'format.base64url')
      equal(await codeOf(() => verifier.verify(`${token}é`)), 'format.charset')
      equal(await codeOf(() => verifier.verify('a'.repeat(300_000))), 'format.size')
      equal(await codeOf(() => verifier.verify(undefined)), 'misuse.token')
    },
    'a policy leaves nothing unsaid, and nothing misspelt': async () => {
      const codeWith = (options) => codeOf(() => createVerifier({ ...policy('HS256', secret), ...options }))
      equal(await codeWith({ issuer: undefined }), 'misuse.no-issuer')
      equal(await codeWith({ audience: undefined }), 'misuse.no-audience')
      equal(await codeWith({ algorithms: [] }), 'misuse.no-algorithms')
      equal(await codeWith({ algorithms: ['none'] }), 'misuse.options')
      equal(await codeWith({ clockTolerances: 5 }), 'misuse.options')
      equal(await codeWith({ clockTolerance: 601 }), 'misuse.leeway')
      equal(await codeWith({ keys: 'no key' }), 'misuse.key')
    },
    'many at once do not get in each other’s way': async () => {
      const good = await make({})
      const bad = await make({ exp: 1 })
      const both = await Promise.allSettled(Array.from({ length: 200 }, (_, n) => verifier.verify(n % 2 ? good : bad)))
      equal(both.every(({ status }, n) => (status === 'fulfilled') === (n % 2 === 1)), true)
    },
  }
}

/** @param {typeof import('claimscope')} claimscope */
function cacheCases({ createVerifier, generateKey, remoteJwks, sign }) {
  const secret = new Uint8Array(32).map((_, index) => index * 5 + 2)
  const make = (more) => sign({ ...claims(), ...more }, { key: secret, algorithm: 'HS256' })
  return {
    'what is remembered is given again, shared and frozen': async () => {
      const token = await make({ nested: { list: [1] } })
      const verifier = createVerifier(policy('HS256', secret, { cache: { max: 10 } }))
      const first = await verifier.verify(token)
      equal((await verifier.verify(token)) === first, true)
      equal(verifier.verifySync(token) === first, true)
      equal(first.claims, { ...claims(), nested: { list: [1] } })
      equal([first, first.claims, first.claims.nested.list].every(Object.isFrozen), true)
      equal(await codeOf(() => verifier.verify(altered(token))), 'signature.value')
      equal(await codeOf(() => verifier.verify(`${token}=`)), 'format.base64url')
      equal(await codeOf(() => verifier.verify(undefined)), 'misuse.token')
    },
    'what is remembered expires, grows too old, and waits for a clock that went back': async () => {
      let now = 1.7e12
      const token = await make({ exp: 1.7e9 + 60, nbf: 1.7e9, iat: 1.7e9 })
      const remembering = (more) => createVerifier(policy('HS256', secret, { now: () => now, cache: { max: 10 }, ...more }))
      const [plain, young] = [remembering({}), remembering({ maxTokenAge: 30 })]
      for (const verifier of [plain, young]) await verifier.verify(token)
      now += 31_000
      equal(plain.verifySync(token).claims.sub, 'Zoë')
      equal(await codeOf(() => young.verify(token)), 'claim.age')
      now += 29_000
      equal(await codeOf(() => plain.verify(token)), 'claim.exp')
      now = 1.6e12
      equal(await codeOf(() => plain.verify(token)), 'claim.nbf')
    },
    'no more is remembered than was asked for': async () => {
      const tokens = await Promise.all(Array.from({ length: 20 }, (_, n) => make({ jti: String(n) })))
      const verifier = createVerifier(policy('HS256', secret, { cache: { max: 3 } }))
      for (let turn = 0; turn < 2; turn += 1) {
        for (const [n, token] of tokens.entries()) equal((await verifier.verify(token)).claims.jti, String(n))
      }
      const last = await verifier.verify(tokens[19])
      equal((await verifier.verify(tokens[19])) === last, true)
    },
    'a key that its issuer has withdrawn verifies no remembered token': async () => {
      const [old, next] = await Promise.all([generateKey('ES256'), generateKey('ES256')])
      const token = await sign(claims(), { key: old.privateKey, algorithm: 'ES256' })
      let [now, jwks] = [1.7e12, { keys: [old.publicKey] }]
      const fetch = async () => new Response(JSON.stringify(jwks), { headers: { 'Content-Type': 'application/json' } })
      const keys = remoteJwks('https://sts.example/jwks', { fetch, now: () => now })
      const verifier = createVerifier(policy('ES256', keys, { now: () => now, cache: { max: 10 } }))
      const first = await verifier.verify(token)
      equal((await verifier.verify(token)) === first, true)
      ;[now, jwks] = [now + 3.6e6, { keys: [next.publicKey] }]
      await keys.refresh()
      equal(await codeOf(() => verifier.verify(token)), 'key.found')
    },
    'a cache is asked for in just one way': async () => {
      for (const cache of ['nonsense', {}, { max: 0 }, { max: 1.5 }, { max: 5, ttl: 3 }, true]) {
        equal(await codeOf(() => createVerifier(policy('HS256', secret, { cache }))), 'misuse.options')
      }
    },
  }
}

/** @param {typeof import('claimscope')} claimscope */
function keyCases(claimscope) {
  const { createVerifier, localJwks, memoryStore, remoteIssuer, remoteJwks } = claimscope
  return {
    'a kid counts in a set, as an object and as text, and not for the one key': async () => {
      const [{ token, jwks }, another] = await Promise.all([served(claimscope, 'ES256'), served(claimscope, 'ES256')])
      const set = { keys: [{ ...jwks.keys[0], kid: 'other' }] }
      const two = { keys: [...another.jwks.keys, ...jwks.keys] }
      for (const form of [(keys) => keys, JSON.stringify]) {
        equal(await codeOf(() => createVerifier(policy('ES256', form(set))).verify(token)), 'key.found')
        equal((await createVerifier(policy('ES256', form(set.keys[0]))).verify(token)).claims.sub, 'Zoë')
        equal((await createVerifier(policy('ES256', form(two))).verify(token)).claims.sub, 'Zoë')
      }
    },
    'keys are not bound to nobody, nor a profile dropped, because a value is undefined': async () => {
      const { jwks } = await served(claimscope, 'ES256')
      for (const issuer of [undefined, null]) {
        equal(await codeOf(() => localJwks(jwks, { issuer })), 'misuse.issuer')
        equal(await codeOf(() => remoteJwks('https://sts.example/jwks', { issuer })), 'misuse.issuer')
      }
      for (const profile of [undefined, () => 'at+jwt']) {
        equal(await codeOf(() => createVerifier(policy('ES256', jwks, { profile }))), 'misuse.options')
      }
    },
    'headers go to the origin that was given alone': async () => {
      const { token, jwks } = await served(claimscope, 'ES256')
      const sent = []
      const fetch = async (url, { headers }) => {
        sent.push([new URL(url).host, 'X-Api-Key' in headers])
        const metadata = { issuer: 'https://sts.example', jwks_uri: 'https://keys.example/jwks' }
        return json(url.includes('well-known') ? metadata : jwks)
      }
      const keys = remoteIssuer('https://sts.example', { fetch, headers: { 'X-Api-Key': 'hunter2' } })
      await createVerifier(policy('ES256', keys)).verify(token)
      equal(sent, [['sts.example', true], ['keys.example', false]])
    },
    'keys of which none can verify anything are told at once, in hand or fetched': async () => {
      const { token, jwks } = await served(claimscope, 'ES256')
      const [damaged, unknown] = [{ ...jwks.keys[0], x: 'AAAA' }, { kty: 'X', kid: 'a' }]
      for (const set of [{ keys: [] }, { keys: [damaged] }, { keys: [unknown, damaged] }]) {
        for (const form of [(keys) => keys, JSON.stringify, (keys) => new TextEncoder().encode(JSON.stringify(keys))]) {
          equal(await codeOf(() => createVerifier(policy('ES256', form(set)))), 'misuse.key')
        }
        equal(await codeOf(() => localJwks(set, { issuer: 'https://sts.example' })), 'misuse.key')
        const keys = remoteJwks('https://sts.example/jwks', { fetch: async () => json(set) })
        equal(await codeOf(() => createVerifier(policy('ES256', keys)).verify(token)), 'keys.none')
        equal(await codeOf(() => keys.ready()), 'keys.none')
      }
      const both = createVerifier(policy('ES256', { keys: [unknown, ...jwks.keys] }))
      equal((await both.verify(token)).claims.sub, 'Zoë')
    },
    'keys of one issuer vouch for no other': async () => {
      const { token, jwks } = await served(claimscope, 'ES256')
      const keys = localJwks(jwks, { issuer: 'https://other.example' })
      equal(await codeOf(() => createVerifier(policy('ES256', keys)).verify(token)), 'key.issuer')
    },
    'keys are fetched once for all who wait': async () => {
      const { token, jwks } = await served(claimscope, 'ES256')
      let fetches = 0
      const fetch = async () => ((fetches += 1), json(jwks))
      const verifier = createVerifier(policy('ES256', remoteJwks('https://sts.example/jwks', { fetch })))
      equal(await codeOf(() => verifier.verifySync(token)), 'misuse.async-engine')
      await Promise.all(Array.from({ length: 20 }, () => verifier.verify(token)))
      equal(fetches, 1)
    },
    'answers that are no keys have codes, within the time-out': async () => {
      const { token } = await served(claimscope, 'ES256')
      const answers = {
        'server.html': () => new Response('<!doctype html>', { headers: { 'Content-Type': 'text/html' } }),
        'server.too-large': () => new Response('x'.repeat(1024 * 1024 + 1)),
        'server.status': () => new Response('no', { status: 500 }),
        'keys.timeout': () => new Promise(() => {}),
      }
      for (const [code, answer] of Object.entries(answers)) {
        const keys = remoteJwks('https://sts.example/jwks', { fetch: async () => answer(), timeout: 50 })
        equal(await codeOf(() => createVerifier(policy('ES256', keys)).verify(token)), code)
      }
      equal(await codeOf(() => remoteJwks('http://sts.example/jwks')), 'misuse.https')
    },
    'a store brings keys without a fetch': async () => {
      const { token, jwks } = await served(claimscope, 'ES256')
      const store = memoryStore()
      let fetches = 0
      const fetch = async () => ((fetches += 1), json(jwks))
      for (let n = 0; n < 2; n += 1) {
        const keys = remoteJwks('https://sts.example/jwks', { fetch, store })
        await createVerifier(policy('ES256', keys)).verify(token)
      }
      equal(fetches, 1)
    },
  }
}

/** @param {typeof import('claimscope')} claimscope */
function lookingCases({ decode, describeClaim, explainPasted, explainRejection, inspect, inspectJson }) {
  const token = 'eyJhbGciOiJub25lIn0.eyJzdWIiOiI8aW1nPiIsImJpZyI6OTAwNzE5OTI1NDc0MDk5M30.'
  return {
    'any text gives a report, its offsets in UTF-16 units': () => {
      const report = inspect(`😀 Bearer ${token}`)
      equal([report.verdict, report.token_start, report.token], ['rejected', 10, token])
      equal(JSON.stringify(report).includes(token), false)
      equal(inspect('hello').format, 'opaque')
    },
    'each token of several is given, and no report carries any': () => {
      const other = token.replace('.ey', '.e3')
      const report = inspect(JSON.stringify({ id_token: other, access_token: token, refresh_token: 'opaque-and-long' }))
      equal(report.tokens?.map((one) => [one.name, one.token]), [['access_token', token], ['id_token', other], ['refresh_token', 'opaque-and-long']])
      equal(JSON.stringify(report).includes('eyJ'), false)
    },
    'numbers are exact in the text of a report': () => {
      equal(inspectJson(token).includes('9007199254740993'), true)
    },
    'decode looks': () => {
      equal(decode(token).claims.sub, '<img>')
      let thrown
      try {
        decode('no token')
      } catch (error) {
        thrown = error.name
      }
      equal(thrown, 'SyntaxError')
    },
    'names have meanings': () => {
      equal([describeClaim('iss').value, describeClaim('exp').value], ['text', 'date'])
      equal(describeClaim('no such claim'), undefined)
    },
    'a 401 is explained, and its response left unread': async () => {
      const headers = { 'WWW-Authenticate': 'Bearer error="invalid_token", error_description="The audience \'api2\' is invalid"' }
      const response = new Response('body', { status: 401, headers })
      const { reasons } = await explainRejection(response, { audience: 'api1' })
      equal(reasons.length > 0, true)
      equal(await response.text(), 'body')
    },
    'what was pasted is explained, by all who ask at once': async () => {
      const texts = ['Bearer error="insufficient_scope", scope="orders"', 'hello', '{"error":"invalid_grant"}']
      const found = await Promise.all(texts.map((text) => explainPasted(text.replace(/^Bearer/, 'WWW-Authenticate: $&'))))
      equal(found.map((one) => one?.reasons[0].code), ['scope.missing', undefined, 'grant.invalid'])
    },
  }
}

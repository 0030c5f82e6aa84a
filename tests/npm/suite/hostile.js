/**
 * Callbacks that fail, call back, give nonsense or never answer; none of them changes what is verified.
 * @module
 */

import { codeOf, equal } from './harness.js'
import { claims, json, policy, served as servedBy } from './issuer.js'

const start = 1.7e12
const secret = new Uint8Array(32).map((_, index) => index * 11 + 3)
const url = 'https://sts.example/jwks'
const text = (part) => new TextDecoder().decode(Uint8Array.from(atob(part.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0)))
const base64url = (bytes) =>
  btoa(String.fromCharCode(...bytes)).replaceAll('=', '').replaceAll('+', '-').replaceAll('/', '_')
const part = (value) => base64url(new TextEncoder().encode(JSON.stringify(value)))

/** A token whose payload somebody has changed. */
function forged(token) {
  const [header, payload, signature] = token.split('.')
  return `${header}.${part({ ...JSON.parse(text(payload)), sub: 'mallory' })}.${signature}`
}

/** @param {typeof import('claimscope')} claimscope */
export function hostileCases(claimscope) {
  const { createVerifier, explainRejection, generateKey, inspect, localJwks, memoryStore, remoteJwks, sign } = claimscope
  const served = () => servedBy(claimscope, 'ES256')
  const make = (more) => sign({ ...claims(), ...more }, { key: secret, algorithm: 'HS256' })
  return {
    'work that was given up never stands for what came after it': async () => {
      const { token, jwks } = await served()
      for (const engine of ['auto', 'webcrypto']) {
        const verifier = createVerifier(policy('ES256', jwks, { engine, cache: { max: 10 } }))
        const waiting = [verifier.verify(token), verifier.explain(token)]
        await codeOf(async () => verifier.verifySync(token))
        waiting.push(verifier.explain(forged(token)), verifier.verify(forged(token)).catch(({ code }) => code))
        await codeOf(async () => verifier.verifySync(forged(token)))
        const [verified, explained, explainedForged, refused] = await Promise.all(waiting)
        equal(verified.claims.sub, 'Zoë')
        equal([explained.verdict, explainedForged.verdict], ['accepted', 'rejected'])
        equal(refused, 'signature.value')
        equal((await verifier.verify(token)).claims.sub, 'Zoë')
        equal(await codeOf(() => verifier.verify(forged(token))), 'signature.value')
      }
    },
    'a report that cannot be made stands in place of no refusal': async () => {
      const token = await make({ aud: 'another' })
      for (const way of ['verify', 'verifySync']) {
        let asked = 0
        const now = () => ((asked += 1), asked > 1 ? NaN : start)
        const verifier = createVerifier(policy('HS256', secret, { now, report: true }))
        equal(await codeOf(async () => verifier[way](token)), 'claim.aud')
      }
    },
    'a clock or a waitUntil that fails beside the work ends nothing': async () => {
      const { token, jwks } = await served()
      const fetch = async () => json(jwks)
      let [now, fails] = [start, false]
      const clock = () => {
        if (fails) throw new Error('no time')
        return now
      }
      const waitUntil = () => {
        throw new Error('no context')
      }
      const keys = remoteJwks(url, { fetch, now: clock, waitUntil, freshFor: 100, store: memoryStore() })
      const verifier = createVerifier(policy('ES256', keys))
      await keys.ready()
      now += 90_000
      equal(verifier.verifySync(token).claims.sub, 'Zoë')
      fails = true
      await new Promise((resolve) => setTimeout(resolve, 5))
    },
    'a fetch and a clock that verify tokens themselves change no verdict': async () => {
      const { token, jwks } = await served()
      let now = start
      let inner
      const fetch = async () => {
        if (inner) for (const engine of ['auto', 'wasm']) inner(engine)
        return json(jwks)
      }
      const keys = remoteJwks(url, { fetch, now: () => now })
      const options = (engine) => policy('ES256', keys, { now: () => now, engine })
      const verifiers = { auto: createVerifier(options('auto')), wasm: createVerifier(options('wasm')) }
      await keys.ready()
      inner = (engine) => void verifiers[engine].verify(token)
      for (const engine of ['auto', 'wasm']) {
        now += 1_200_000
        equal(await codeOf(() => verifiers[engine].verify(forged(token))), 'signature.value')
        now += 1_200_000
        equal((await verifiers[engine].verify(token)).claims.sub, 'Zoë')
      }
      const good = await make({})
      const other = createVerifier(policy('HS256', secret))
      const asking = createVerifier(policy('HS256', secret, { now: () => (other.verifySync(good), start) }))
      equal(await codeOf(() => asking.verify(forged(good))), 'signature.value')
    },
    'a clock that gives no time accepts nothing': async () => {
      const expired = await make({ exp: 1e9 })
      const clocks = [() => NaN, () => undefined, () => null, () => '2020', async () => start, () => -Infinity, () => start / 1000]
      for (const now of clocks) {
        equal(await codeOf(() => createVerifier(policy('HS256', secret, { now })).verify(expired)), 'misuse.clock')
        equal(await codeOf(async () => inspect(expired, { now })), 'misuse.clock')
      }
      for (const now of [5, null, 'x']) {
        equal(await codeOf(() => createVerifier(policy('HS256', secret, { now }))), 'misuse.options')
      }
    },
    'what is no text, or is far too long, costs no memory and no later token': async () => {
      const good = await make({})
      const verifier = createVerifier(policy('HS256', secret))
      for (const wrong of [undefined, null, 42, {}, { length: 1_300_000_000 }, { length: '500000000' }]) {
        equal(await codeOf(() => verifier.verify(wrong)), 'misuse.token')
        equal(await codeOf(() => verifier.explain(wrong)), 'misuse.token')
        equal(await codeOf(async () => inspect(wrong)), 'misuse.text')
      }
      const long = 'a'.repeat(30_000_000)
      equal(await codeOf(() => verifier.verify(long)), 'format.size')
      equal((await verifier.explain(long)).verdict, 'rejected')
      equal((await verifier.verify(good)).claims.sub, 'Zoë')
    },
    'tokens that need no keys fetch none, however many': async () => {
      const { token, jwks } = await served()
      let [now, fetches] = [start, 0]
      const fetch = async () => ((fetches += 1), json(jwks))
      const keys = remoteJwks(url, { fetch, now: () => now })
      const verifier = createVerifier(policy('ES256', keys, { now: () => now }))
      await verifier.verify(token)
      now += 1_200_000
      await verifier.verify(token)
      for (let n = 0; n < 100; n += 1) equal(await codeOf(() => verifier.verify('garbage')), 'format.parts')
      equal(fetches <= 2, true)
    },
    'a listener, a store and a clock that fail do not make a token fail': async () => {
      const { token, jwks } = await served()
      const told = []
      const silent = new Promise(() => {})
      const store = { read: () => silent, write: () => silent }
      const onEvent = ({ type }) => {
        told.push(type)
        throw new Error('metrics are down')
      }
      const keys = remoteJwks(url, { fetch: async () => json(jwks), store, onEvent, timeout: 50 })
      equal((await createVerifier(policy('ES256', keys)).verify(token)).claims.sub, 'Zoë')
      equal(told, ['started', 'fetched'])
    },
    'a fetch that never ends is given up, and another begun': async () => {
      const { token, jwks } = await served()
      let [now, fetches] = [start, 0]
      const fetch = () => ((fetches += 1), fetches === 2 ? new Promise(() => {}) : Promise.resolve(json(jwks)))
      // By the clock of the keys the time-out never comes, as where a host drops timers with a request.
      const keys = remoteJwks(url, { fetch, now: () => now, timeout: 2000 })
      const verifier = createVerifier(policy('ES256', keys, { now: () => now }))
      await verifier.verify(token)
      for (const [later, expected] of [[1_200_000, 2], [60_000, 3]]) {
        now += later
        await verifier.verify(token)
        await new Promise((resolve) => setTimeout(resolve, 0))
        equal(fetches, expected)
      }
    },
    'keys that were rotated come to verifySync too': async () => {
      const [old, next] = [await served(), await served()]
      let [now, jwks] = [start, old.jwks]
      const keys = remoteJwks(url, { fetch: async () => json(jwks), now: () => now })
      const verifier = createVerifier(policy('ES256', keys, { now: () => now, engine: 'wasm' }))
      await keys.ready()
      equal(verifier.verifySync(old.token).claims.sub, 'Zoë')
      ;[now, jwks] = [now + 3.6e6, next.jwks]
      await codeOf(async () => verifier.verifySync(next.token))
      await keys.ready()
      equal(verifier.verifySync(next.token).claims.sub, 'Zoë')
    },
    'an option that is misspelt, undefined or out of its range is told': async () => {
      const { privateKey } = await generateKey('ES256')
      const response = { status: 401 }
      const calls = [
        () => remoteJwks(url, { cooldownDuration: 3 }),
        () => remoteJwks(url, { staleFor: -1 }),
        () => remoteJwks(url, { freshFor: 0 }),
        () => remoteJwks(url, { timeout: '1h' }),
        () => remoteJwks(url, { store: new Map() }),
        () => localJwks({ keys: [] }, { isuer: 'https://sts.example' }),
        () => sign(claims(), { key: privateKey, algorithm: 'ES256', expiresIn: '5m' }),
        () => sign(claims(), { key: privateKey, algorithm: 'ES256', header: { alg: 'none' } }),
        () => explainRejection(response, { audiences: 'api1' }),
        () => createVerifier(policy('ES256', privateKey, { nonce: undefined })),
        () => createVerifier(),
      ]
      for (const call of calls) equal(await codeOf(async () => call()), 'misuse.options')
    },
    'a redirect that was followed all the same brings no keys': async () => {
      const { token, jwks } = await served()
      const fetch = async () => Object.defineProperty(json(jwks), 'redirected', { value: true })
      const verifier = createVerifier(policy('ES256', remoteJwks(url, { fetch })))
      equal((await codeOf(() => verifier.verify(token))) !== undefined, true)
    },
    'the bytes of a public key are no shared secret': async () => {
      const { publicKey } = await generateKey('RS256')
      const { kid, use, alg, ...numbers } = publicKey
      const parameters = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }
      const key = await crypto.subtle.importKey('jwk', numbers, parameters, true, ['verify'])
      const der = new Uint8Array(await crypto.subtle.exportKey('spki', key))
      const base64 = new TextEncoder().encode(btoa(String.fromCharCode(...der)))
      for (const bytes of [der, base64]) {
        const hmac = await crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
        const input = `${part({ alg: 'HS256' })}.${part(claims())}`
        const signature = new Uint8Array(await crypto.subtle.sign('HMAC', hmac, new TextEncoder().encode(input)))
        const token = `${input}.${base64url(signature)}`
        const verifier = createVerifier({ ...policy('HS256', bytes), algorithms: 'of-keys' })
        equal(await codeOf(() => verifier.verify(token)), 'key.strength')
      }
    },
    'a body that does not end is looked at as far as it has come': async () => {
      const body = new ReadableStream({
        pull: (controller) => controller.enqueue(new TextEncoder().encode('x'.repeat(16 * 1024))),
      })
      const { reasons } = await explainRejection(new Response(body, { status: 401 }))
      equal(reasons.length > 0, true)
    },
  }
}

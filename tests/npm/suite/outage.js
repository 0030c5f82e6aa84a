/**
 * An issuer that cannot be reached for a while, or is asked for keys that it never had: what that costs, and what it
 * costs with jose, which has the same clock, the same keys and the same dead endpoint.
 * @module
 */

import { createRemoteJWKSet, customFetch, jwtVerify } from 'jose'

import { codeOf, equal } from './harness.js'
import { claims, json, policy, served } from './issuer.js'

const URL_OF_KEYS = 'https://sts.example/jwks'
const VERIFICATIONS = 50
const HOUR = 3.6e6

/** @param {typeof import('claimscope')} claimscope */
export function outageCases(claimscope) {
  const { createVerifier, generateKey, remoteJwks, sign } = claimscope
  return {
    'an outage costs two fetches at the most, and no verification': async () => {
      const { token, jwks } = await served(claimscope, 'ES256')
      const endpoint = endpointWith(jwks)
      const keys = remoteJwks(URL_OF_KEYS, { fetch: endpoint.fetch, now: endpoint.now })
      const verifier = createVerifier(policy('ES256', keys, { now: endpoint.now }))
      const ours = await throughOutage(endpoint, () => verifier.verify(token))
      equal(ours.fetches <= 2, true)
      equal(ours.failures, 0)
      endpoint.wait(5 * HOUR)
      equal(await codeOf(() => verifier.verify(token)), 'keys.network')
      endpoint.wait(HOUR / 10)
      endpoint.isUp = true
      equal((await verifier.verify(token)).claims.sub, 'Zoë')
      const theirs = await joseThroughOutage(token, jwks)
      equal(theirs, { fetches: VERIFICATIONS, failures: VERIFICATIONS })
      return `${VERIFICATIONS} verifications with stale keys: claimscope ${told(ours)}; jose ${told(theirs)}`
    },
    'verifiers that share a store cost one fetch a rotation together': async () => {
      const { memoryStore, redisStore } = claimscope
      for (const store of [memoryStore(), redisStore(new Map())]) {
        const rotated = [await served(claimscope, 'ES256'), await served(claimscope, 'ES256'), await served(claimscope, 'ES256')]
        const endpoint = endpointWith(rotated[0].jwks)
        const { fetch, now } = endpoint
        const fleet = [1, 2, 3].map(() => createVerifier(policy('ES256', remoteJwks(URL_OF_KEYS, { fetch, now, store }), { now })))
        for (const [index, { token, jwks }] of rotated.entries()) {
          endpoint.jwks = jwks
          for (const verifier of fleet) equal((await verifier.verify(token)).claims.sub, 'Zoë')
          equal(endpoint.fetches, index + 1)
          endpoint.wait(60_000)
        }
      }
    },
    'a storm of unknown names costs one fetch in a cooldown': async () => {
      const { jwks } = await served(claimscope, 'ES256')
      const endpoint = endpointWith(jwks)
      const keys = remoteJwks(URL_OF_KEYS, { fetch: endpoint.fetch, now: endpoint.now })
      const verifier = createVerifier(policy('ES256', keys, { now: endpoint.now }))
      const { privateKey } = await generateKey('ES256')
      for (let n = 0; n < 60; n += 1) {
        endpoint.wait(1000)
        const token = await sign(claims(), { key: privateKey, algorithm: 'ES256', header: { kid: `unknown ${n}` } })
        equal(await codeOf(() => verifier.verify(token)), 'key.found')
      }
      // The first one, and one in each of two cooldowns of 30 seconds.
      equal(endpoint.fetches <= 3, true)
      return `60 unknown names in a minute: claimscope fetches ${endpoint.fetches}`
    },
    'another key under the same name is fetched for the first token that it signed': async () => {
      const [old, next] = [await generateKey('ES256'), await generateKey('ES256')]
      const header = { kid: 'the one' }
      const published = ({ publicKey }) => ({ keys: [{ ...publicKey, ...header }] })
      const signed = ({ privateKey }) => sign(claims(), { key: privateKey, algorithm: 'ES256', header })
      for (const engine of ['auto', 'wasm']) {
        for (const way of ['verify', 'explain', 'verifySync']) {
          const endpoint = endpointWith(published(old))
          const keys = remoteJwks(URL_OF_KEYS, { fetch: endpoint.fetch, now: endpoint.now })
          const verifier = createVerifier(policy('ES256', keys, { now: endpoint.now, engine }))
          equal((await verifier.verify(await signed(old))).claims.sub, 'Zoë')
          endpoint.jwks = published(next)
          const token = await signed(next)
          equal(await codeOf(() => verifier.verify(token)), 'signature.value')
          equal(endpoint.fetches, 1)
          endpoint.wait(31_000)
          if (way === 'explain') equal((await verifier.explain(token)).verdict, 'accepted')
          if (way === 'verifySync' && engine === 'wasm') {
            equal(await codeOf(() => verifier.verifySync(token)), 'signature.value')
            while (endpoint.fetches < 2) await new Promise((resolve) => setTimeout(resolve))
            await keys.refresh()
            equal(verifier.verifySync(token).claims.sub, 'Zoë')
          }
          equal((await verifier.verify(token)).claims.sub, 'Zoë')
          equal(await codeOf(async () => verifier.verify(await signed(old))), 'signature.value')
        }
      }
    },
    'a storm of forged tokens costs one fetch in a cooldown, also while the issuer cannot be reached': async () => {
      const { token, jwks } = await served(claimscope, 'ES256')
      const endpoint = endpointWith(jwks)
      const keys = remoteJwks(URL_OF_KEYS, { fetch: endpoint.fetch, now: endpoint.now })
      const verifier = createVerifier(policy('ES256', keys, { now: endpoint.now, engine: 'wasm' }))
      const { privateKey } = await generateKey('ES256')
      const forged = (n) =>
        sign({ ...claims(), jti: String(n) }, { key: privateKey, algorithm: 'ES256', header: { kid: jwks.keys[0].kid } })
      for (let n = 0; n < 60; n += 1) {
        endpoint.wait(1000)
        const one = await forged(n)
        equal(await codeOf(() => (n % 3 ? verifier.verify(one) : verifier.verifySync(one))), n ? 'signature.value' : 'misuse.async-engine')
        equal((await verifier.explain(one)).verdict, 'rejected')
        equal((await verifier.verify(token)).claims.sub, 'Zoë')
      }
      equal(endpoint.fetches <= 3, true)
      endpoint.wait(120_000)
      Object.assign(endpoint, { fetches: 0, isUp: false })
      for (let n = 60; n < 120; n += 1) {
        equal(await codeOf(async () => verifier.verify(await forged(n))), 'signature.value')
        equal((await verifier.verify(token)).claims.sub, 'Zoë')
      }
      equal(endpoint.fetches, 1)
    },
  }
}

/** Keys at an address, which can be shut down, and the clock by which they age. */
function endpointWith(jwks) {
  let now = 1.7e12
  const endpoint = {
    jwks,
    fetches: 0,
    isUp: true,
    now: () => now,
    wait: (milliseconds) => (now += milliseconds),
    fetch: async () => {
      endpoint.fetches += 1
      if (endpoint.isUp) return json(endpoint.jwks)
      throw new TypeError('down')
    },
  }
  return endpoint
}

/** One verification that brings the keys, an hour's wait, the outage, and then one verification after the other. */
async function throughOutage(endpoint, verify) {
  await verify()
  endpoint.wait(HOUR)
  Object.assign(endpoint, { fetches: 0, isUp: false })
  let failures = 0
  for (let n = 0; n < VERIFICATIONS; n += 1) {
    endpoint.wait(20)
    await verify().catch(() => (failures += 1))
  }
  return { fetches: endpoint.fetches, failures }
}

/**
 * The same with jose as it is set up by itself: keys serve for 10 minutes (`cacheMaxAge`) and never longer. With `Infinity`
 * it would not fail here, and would never let go of a key that its issuer has withdrawn. It asks `Date` for the time.
 */
async function joseThroughOutage(token, jwks) {
  const endpoint = endpointWith(jwks)
  const keys = createRemoteJWKSet(new URL(URL_OF_KEYS), { [customFetch]: endpoint.fetch })
  const { iss: issuer, aud: audience } = claims()
  const own = Date.now
  Date.now = endpoint.now
  try {
    return await throughOutage(endpoint, () =>
      jwtVerify(token, keys, { issuer, audience, algorithms: ['ES256'], currentDate: new Date(endpoint.now()) }),
    )
  } finally {
    Date.now = own
  }
}

const told = ({ fetches, failures }) => `fetches ${fetches}, fails ${failures}`

/**
 * An API with three routes, each behind a guard, and the tokens that are sent to it. The same in every runtime and framework.
 * @module
 */

import { claims, policy } from './issuer.js'

export const ORIGIN = 'https://api.example'

/**
 * @param {typeof import('claimscope')} claimscope
 * @param {typeof import('claimscope/guard').createGuard} createGuard
 */
export async function api({ createVerifier, generateKey, remoteJwks, sign }, createGuard) {
  const { privateKey, publicKey } = await generateKey('ES256')
  const verifier = createVerifier(policy('ES256', publicKey))
  const fetch = async () => Promise.reject(new TypeError('down'))
  const unreachable = createVerifier(policy('ES256', remoteJwks('https://sts.example/jwks', { fetch })))
  /** What went on in the guards. */
  const told = []
  const onRefusal = (refusal) => told.push(refusal)
  const signed = (more) => sign({ ...claims(), scope: 'orders.read', ...more }, { key: privateKey, algorithm: 'ES256' })
  const good = await signed()
  return {
    told,
    verifier,
    guards: {
      '/orders': createGuard({
        verifier,
        scopes: ['orders.read'],
        realm: 'orders',
        resource: `${ORIGIN}/orders`,
        metadata: { resource_name: 'Orders' },
        cors: { origins: ['https://app.example'] },
        onRefusal,
      }),
      '/transfer': createGuard({ verifier, acrValues: ['gold', 'silver'], maxAuthAge: 300, onRefusal }),
      '/down': createGuard({ verifier: unreachable, realm: 'a "quoted" \\ realm', retryAfter: 30, onRefusal }),
    },
    tokens: {
      good,
      expired: await signed({ exp: 1.6e9 }),
      scopeless: await signed({ scope: 'openid' }),
      forged: `${good.slice(0, -9)}${good.at(-9) === 'A' ? 'B' : 'A'}${good.slice(-8)}`,
      strong: await signed({ acr: 'silver', auth_time: 1.7e9 - 60 }),
      old: await signed({ acr: 'silver', auth_time: 1.7e9 - 600 }),
    },
  }
}

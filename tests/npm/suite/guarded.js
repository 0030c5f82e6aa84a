/**
 * An API with six routes, each behind a guard, and the tokens that are sent to it. The same in every runtime and framework.
 * @module
 */

import { claims, policy } from './issuer.js'
import { hashOf, publicOf } from './proofs.js'
import { sealed } from './sealing.js'

export const ORIGIN = 'https://api.example'

/** @param {{ claimscope: typeof import('claimscope'), createGuard: any, dpop: any, decryptNested: any }} loaded What is tested, by however it was loaded. */
export async function api({ claimscope, createGuard, dpop, decryptNested }) {
  const { createVerifier, generateKey, remoteJwks, sign } = claimscope
  const { privateKey, publicKey } = await generateKey('ES256')
  const verifier = createVerifier(policy('ES256', publicKey))
  const fetch = async () => Promise.reject(new TypeError('down'))
  const unreachable = createVerifier(policy('ES256', remoteJwks('https://sts.example/jwks', { fetch })))
  /** What went on in the guards. */
  const told = []
  const onRefusal = (refusal) => told.push(refusal)
  const signed = (more) => sign({ ...claims(), scope: 'orders.read', ...more }, { key: privateKey, algorithm: 'ES256' })
  const good = await signed()
  const secret = crypto.getRandomValues(new Uint8Array(32))
  /** Opens tokens with this key before they are verified. */
  const opening = (key) => ({ verify: async (token) => verifier.verify(await decryptNested(token, key)) })
  const client = await generateKey('ES256')
  const { jwk, jkt } = await publicOf(client.publicKey)
  const bound = await signed({ cnf: { jkt } })
  const proof = async (htm) => {
    const said = { jti: `of ${htm}`, htm, htu: `${ORIGIN}/bound`, iat: 1.7e9, ath: await hashOf(bound) }
    return sign(said, { key: client.privateKey, algorithm: 'ES256', header: { typ: 'dpop+jwt', jwk } })
  }
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
      '/bound': createGuard({ verifier, realm: 'bound', bound: dpop({ publicUrl: ORIGIN, algorithms: ['ES256'] }), onRefusal }),
      '/sealed': createGuard({ verifier: opening(secret), onRefusal }),
      '/amiss': createGuard({ verifier: opening(privateKey), onRefusal }),
      '/down': createGuard({ verifier: unreachable, realm: 'a "quoted" \\ realm', retryAfter: 30, onRefusal }),
    },
    tokens: {
      good,
      bound,
      ofCertificate: await signed({ cnf: { 'x5t#S256': 'bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2' } }),
      ofBoth: await signed({ cnf: { jkt, 'x5t#S256': 'bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2' } }),
      ofKey: await signed({ cnf: { jwk } }),
      ofText: await signed({ cnf: 'x' }),
      proof: await proof('GET'),
      proofOfPost: await proof('POST'),
      sealed: await sealed(secret, good),
      sealedForOthers: await sealed(crypto.getRandomValues(new Uint8Array(32)), good),
      expired: await signed({ exp: 1.6e9 }),
      scopeless: await signed({ scope: 'openid' }),
      forged: `${good.slice(0, -9)}${good.at(-9) === 'A' ? 'B' : 'A'}${good.slice(-8)}`,
      strong: await signed({ acr: 'silver', auth_time: 1.7e9 - 60 }),
      old: await signed({ acr: 'silver', auth_time: 1.7e9 - 600 }),
    },
  }
}

// A second opinion on tokens: `verify` judges ours, `sign` makes some of its own for us to judge.
import * as jose from 'jose'
import { readInput } from './peer.mjs'

/** [{alg, token, jwk}] in; [{alg, ok, error?, claims?, thumbprint?}] out. */
async function verify(cases) {
  return Promise.all(cases.map(async ({ alg, token, jwk }) => {
    try {
      const key = await jose.importJWK(jwk, alg)
      const { payload } = await jose.jwtVerify(token, key, { algorithms: [alg] })
      return { alg, ok: true, claims: payload, thumbprint: await jose.calculateJwkThumbprint(jwk) }
    } catch (error) {
      return { alg, ok: false, error: `${error.code ?? error.name}: ${error.message}` }
    }
  }))
}

/** {algorithms, claims} in; [{alg, token, jwk, pem?, thumbprint}] out, with a fresh key each. */
async function sign({ algorithms, claims }) {
  return Promise.all(algorithms.map(async (alg) => {
    const pair = alg.startsWith('HS')
      ? { privateKey: await jose.generateSecret(alg, { extractable: true }) }
      : await jose.generateKeyPair(alg, { extractable: true })
    const shown = pair.publicKey ?? pair.privateKey
    const jwk = await jose.exportJWK(shown)
    const thumbprint = await jose.calculateJwkThumbprint(jwk)
    const token = await new jose.SignJWT(claims).setProtectedHeader({ alg, kid: thumbprint }).sign(pair.privateKey)
    const pem = pair.publicKey && (await jose.exportSPKI(pair.publicKey))
    return { alg, token, jwk: { ...jwk, kid: thumbprint }, pem, thumbprint }
  }))
}

const work = { verify, sign }[process.argv[2]]
console.log(JSON.stringify(await work(await readInput())))

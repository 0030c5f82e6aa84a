// An express API with one fault planted in it, for our probe: GET /orders needs a token of the issuer with the scope `api1`.
// With the fault `none` it checks everything.
import { X509Certificate, createPublicKey } from 'node:crypto'
import http from 'node:http'
import express from 'express'
import { UnsecuredJWT, createLocalJWKSet, createRemoteJWKSet, decodeJwt, decodeProtectedHeader, importJWK, jwtVerify } from 'jose'
import { serve } from './peer.mjs'

const [fault, issuer, audience] = process.argv.slice(2)
const published = await (await fetch(`${issuer}/.well-known/openid-configuration/jwks`)).json()
const pem = createPublicKey({ key: published.keys[0], format: 'jwk' }).export({ type: 'spki', format: 'pem' })
const expected = { issuer, audience, typ: 'at+jwt', algorithms: ['RS256'] }

/** The claims of a token that is believed; throws for every other. */
async function verified(token) {
  const header = decodeProtectedHeader(token)
  const key = createLocalJWKSet(published)
  const verify = async (changed, by = key) => (await jwtVerify(token, by, { ...expected, ...changed })).payload
  switch (fault) {
    case 'audience':
      return verify({ audience: undefined })
    case 'audience-near': {
      const claims = await verify({ audience: undefined })
      if (![claims.aud].flat().some((one) => one.includes(audience))) throw new Error('another audience')
      return claims
    }
    case 'issuer-near': {
      const claims = await verify({ issuer: undefined })
      if (!claims.iss.startsWith(issuer)) throw new Error('another issuer')
      return claims
    }
    case 'expiry':
      return verify({ currentDate: new Date(Math.min(Date.now(), (decodeJwt(token).exp - 1) * 1000)) })
    case 'id-token':
      return verify({ audience: [audience, 'client'], typ: undefined })
    case 'alg-none':
      return header.alg === 'none' ? UnsecuredJWT.decode(token, expected).payload : verify()
    case 'key-confusion':
      return header.alg === 'HS256' ? verify({ algorithms: ['HS256'] }, Buffer.from(pem)) : verify()
    case 'jku':
      return header.jku ? verify({}, createRemoteJWKSet(new URL(header.jku))) : verify()
    case 'weak-secret':
      return header.alg === 'HS256' ? verify({ algorithms: ['HS256'] }, Buffer.from('your-256-bit-secret')) : verify()
    case 'crit':
      return verify({ crit: Object.fromEntries((header.crit ?? []).map((name) => [name, true])) })
    case 'x5c':
      return header.x5c ? verify({}, new X509Certificate(Buffer.from(header.x5c[0], 'base64')).publicKey) : verify()
    case 'jwk':
      return header.jwk ? verify({}, await importJWK(header.jwk, 'RS256')) : verify()
    default:
      return verify()
  }
}

/** Whether the token may read orders. With the fault `id-token`, a token that says nothing of scopes may do everything. */
function mayRead({ scope }) {
  if (fault === 'scope' || (fault === 'id-token' && scope === undefined)) return true
  const scopes = Array.isArray(scope) ? scope : `${scope ?? ''}`.split(' ')
  return scopes.includes('api1')
}

await serve(http, () => {
  const app = express()
  app.get('/orders', async (request, response) => {
    const [, token] = /^Bearer +(\S+)$/i.exec(request.get('authorization') ?? '') ?? []
    if (fault !== 'open' && !token) return response.set('WWW-Authenticate', 'Bearer').sendStatus(401)
    try {
      if (fault !== 'open' && !mayRead(await verified(token))) {
        return response.set('WWW-Authenticate', 'Bearer error="insufficient_scope", scope="api1"').sendStatus(403)
      }
    } catch {
      if (fault === 'crash') return response.sendStatus(500)
      response.set('WWW-Authenticate', 'Bearer error="invalid_token"').status(401)
      return fault === 'echo' ? response.send(`refused: ${token}`) : response.end()
    }
    response.json([{ order: 1 }])
  })
  app.delete('/orders', (request, response) => {
    const isOpen = fault === 'method' || request.get('authorization')
    return isOpen ? response.sendStatus(204) : response.set('WWW-Authenticate', 'Bearer').sendStatus(401)
  })
  return app
})

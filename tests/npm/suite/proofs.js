/**
 * An API that takes tokens which are bound to a key, a client's key, and the proofs that it makes, right ones and wrong ones.
 * @module
 */

import { claims, policy } from './issuer.js'

export const NOW = 1.7e9
const ORIGIN = 'https://api.example'

/** The SHA-256 of a text as base64url. */
export async function hashOf(text) {
  const digest = await crypto.subtle.digest('SHA-256', typeof text === 'string' ? new TextEncoder().encode(text) : text)
  return base64url(new Uint8Array(digest))
}

export const base64url = (bytes) => btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')

/** The public numbers of a key, and its thumbprint (RFC 7638). */
export async function publicOf({ kty, crv, x, y, n, e }) {
  const jwk = kty === 'RSA' ? { e, kty, n } : kty === 'OKP' ? { crv, kty, x } : { crv, kty, x, y }
  return { jwk, jkt: await hashOf(JSON.stringify(jwk)) }
}

/** @param {typeof import('claimscope')} claimscope */
export async function bound({ createVerifier, generateKey, sign }, algorithm = 'ES256') {
  const issuer = await generateKey('ES256')
  const client = await generateKey(algorithm)
  const { jwk, jkt } = await publicOf(client.publicKey)
  const verifier = createVerifier(policy('ES256', issuer.publicKey))
  const signed = (more, header) => sign({ ...claims(), ...more }, { key: issuer.privateKey, algorithm: 'ES256', header })
  const token = await signed({ cnf: { jkt } })
  let count = 0
  /** A proof for GET of /orders, changed by what is told. */
  const proof = async ({ header, key = client.privateKey, alg = algorithm, of = token, ...more } = {}) => {
    const said = { jti: `proof ${(count += 1)}`, htm: 'GET', htu: `${ORIGIN}/orders`, iat: NOW, ath: await hashOf(of), ...more }
    return sign(said, { key, algorithm: alg, header: { typ: 'dpop+jwt', jwk, ...header } })
  }
  return { verifier, signed, token, unbound: await signed({}), proof, jwk, jkt, client, issuer }
}

/** A request's outcome at a guard: the status, the code, the challenge and the nonce. */
export async function outcomeOf(guard, { authorization, dpop, method = 'GET', url = '/orders?a=b', native }) {
  const headers = { authorization, dpop }
  const { passed, answer } = await guard.decide({ method, url, header: (name) => headers[name], native })
  if (passed) return { status: 200, nonce: passed.answerHeaders['DPoP-Nonce'] }
  const { code } = JSON.parse(answer.body)
  return { status: answer.status, code, challenge: answer.headers['WWW-Authenticate'], nonce: answer.headers['DPoP-Nonce'], body: answer.body }
}

/** Each with its name, and the code and error that it gets. */
export async function wrongProofs({ generateKey, sign }, { proof, token, jwk, client, issuer }) {
  const other = await generateKey('ES256')
  const { kid, use, alg, d, ...otherKey } = other.privateKey
  const good = await proof({ jti: 'the same' })
  const invalid = ['dpop.proof', 'invalid_dpop_proof']
  const [header, payload, signature] = good.split('.')
  const written = (text) => base64url(new TextEncoder().encode(text))
  const secret = new Uint8Array(32).fill(7)
  return [
    ['none', undefined, ['dpop.required', 'invalid_dpop_proof']],
    ['no JWT', 'abc', invalid],
    ['two', `${good}, ${good}`, invalid],
    ['far too long', `${good}${'a'.repeat(9000)}`, invalid],
    ['unsigned', `${written(JSON.stringify({ typ: 'dpop+jwt', alg: 'none', jwk }))}.${payload}.`, invalid],
    ['another signature', `${header}.${payload}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`, invalid],
    ['a member twice', `${written(`{"typ":"dpop+jwt","alg":"ES256","jwk":${JSON.stringify(jwk)},"typ":"dpop+jwt"}`)}.${payload}.${signature}`, invalid],
    ['typ JWT', await proof({ header: { typ: 'JWT' } }), invalid],
    ['no typ', await proof({ header: { typ: undefined } }), invalid],
    ['no key', await proof({ header: { jwk: undefined } }), invalid],
    ['a private key', await proof({ header: { jwk: { ...jwk, d: client.privateKey.d } } }), invalid],
    ['a key for agreeing', await proof({ header: { jwk: { kty: 'OKP', crv: 'X25519', x: jwk.x } } }), invalid],
    ['a key of one byte', await proof({ header: { jwk: { ...jwk, x: 'AA' } } }), invalid],
    ['a shared secret', await proof({ key: secret, alg: 'HS256', header: { jwk: { kty: 'oct', k: base64url(secret) } } }), invalid],
    ['the public key as a secret', await proof({ key: new TextEncoder().encode(JSON.stringify(jwk)), alg: 'HS256' }), invalid],
    ['a key that did not sign', await proof({ key: other.privateKey }), invalid],
    ['the key of another client', await proof({ key: other.privateKey, header: { jwk: otherKey } }), ['dpop.proof', 'invalid_token']],
    ['the key of the issuer', await proof({ key: issuer.privateKey, header: { jwk: issuer.publicKey } }), ['dpop.proof', 'invalid_token']],
    ['an algorithm that is not taken', await sign({ htm: 'GET' }, { key: (await generateKey('ES512')).privateKey, algorithm: 'ES512', header: { typ: 'dpop+jwt', jwk } }), invalid],
    ['another method', await proof({ htm: 'POST' }), invalid],
    ['the method in small letters', await proof({ htm: 'get' }), invalid],
    ['no method', await proof({ htm: undefined }), invalid],
    ['another path', await proof({ htu: `${ORIGIN}/orders/1` }), invalid],
    ['another path in capitals', await proof({ htu: `${ORIGIN}/Orders` }), invalid],
    ['another scheme', await proof({ htu: 'http://api.example/orders' }), invalid],
    ['another host', await proof({ htu: 'https://api.example.evil.example/orders' }), invalid],
    ['a user in the URL', await proof({ htu: 'https://a:b@api.example/orders' }), invalid],
    ['a path alone', await proof({ htu: '/orders' }), invalid],
    ['no URL', await proof({ htu: undefined }), invalid],
    ['a list of URLs', await proof({ htu: [`${ORIGIN}/orders`] }), invalid],
    ['too old', await proof({ iat: NOW - 121 }), invalid],
    ['too far ahead', await proof({ iat: NOW + 61 }), invalid],
    ['no time', await proof({ iat: undefined }), invalid],
    ['a time as text', await proof({ iat: String(NOW) }), invalid],
    ['expired by its own word', await proof({ exp: NOW - 100 }), invalid],
    ['of another token', await proof({ of: `${token}x` }), invalid],
    ['of no token', await proof({ ath: undefined }), invalid],
    ['no id', await proof({ jti: undefined }), invalid],
    ['an empty id', await proof({ jti: '' }), invalid],
    ['an endless id', await proof({ jti: 'a'.repeat(257) }), invalid],
  ]
}

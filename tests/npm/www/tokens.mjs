// Tokens that the page is tried with, made on the spot: by node:crypto, which knows nothing of Claimscope.

import { createHash, createHmac, generateKeyPairSync, sign } from 'node:crypto';

const encode = (value) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

export const SECRET = 'a secret of at least thirty-two bytes';

/** Signed by HS256; `claims` may be JSON text, to say what no object can. */
export function hmacToken(claims, header = {}, secret = SECRET) {
  const input = `${encode({ alg: 'HS256', typ: 'JWT', ...header })}.${encode(claims)}`;
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
}

/** Signed by a new RSA key, with that key as PEM and JWK. `claims` may be a function: then `token` is one too. */
export function rsaToken(claims) {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const signed = (claims) => {
    const input = `${encode({ alg: 'RS256', typ: 'JWT', kid: 'test' })}.${encode(claims)}`;
    return `${input}.${sign('sha256', Buffer.from(input), privateKey).toString('base64url')}`;
  };
  const token = typeof claims === 'function' ? (...given) => signed(claims(...given)) : signed(claims);
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'test', alg: 'RS256', use: 'sig' };
  return { token, jwk, pem: publicKey.export({ type: 'spki', format: 'pem' }) };
}

/** Claims that hold for an hour. */
export function claims(more = {}) {
  const now = Math.floor(Date.now() / 1000);
  return { iss: 'https://issuer.example', sub: 'alice', aud: 'api1', iat: now, exp: now + 3600, ...more };
}

/** A JWS as JSON, with these compact tokens of one payload as its signatures. */
export function jwsJson(...tokens) {
  const parts = tokens.map((token) => token.split('.'));
  return JSON.stringify({ payload: parts[0][1], signatures: parts.map(([header, , signature]) => ({ protected: header, signature })) });
}

/** An SD-JWT signed by HS256 that discloses the name, with a key binding by the holder's own key. */
export function sdJwt(more = {}) {
  const digest = (text) => createHash('sha256').update(text).digest('base64url');
  const disclosure = encode(['salt', 'name', 'Alice Smith']);
  const holder = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwt = hmacToken(claims({ _sd: [digest(disclosure)], cnf: { jwk: holder.publicKey.export({ format: 'jwk' }) }, ...more }), { typ: 'dc+sd-jwt' });
  const presented = `${jwt}~${disclosure}~`;
  const binding = { aud: 'https://verifier.example', nonce: 'n', iat: Math.floor(Date.now() / 1000), sd_hash: digest(presented) };
  const input = `${encode({ alg: 'ES256', typ: 'kb+jwt' })}.${encode(binding)}`;
  const signature = sign('sha256', Buffer.from(input), { key: holder.privateKey, dsaEncoding: 'ieee-p1363' });
  return `${presented}${input}.${signature.toString('base64url')}`;
}

/** Signed by a new key of an algorithm that browsers do not compute, with the public key. */
export function tokenOfMore(alg) {
  const { privateKey, publicKey } = alg === 'Ed448' ? generateKeyPairSync('ed448') : generateKeyPairSync('ec', { namedCurve: 'secp256k1' });
  const input = `${encode({ alg, typ: 'JWT' })}.${encode(claims())}`;
  const key = { key: privateKey, dsaEncoding: 'ieee-p1363' };
  const signature = sign(alg === 'Ed448' ? null : 'sha256', Buffer.from(input), key);
  return { token: `${input}.${signature.toString('base64url')}`, jwk: JSON.stringify(publicKey.export({ format: 'jwk' })) };
}

/** Of ML-DSA-44, with a signature of the right length that is none. */
export const falseToken = () => `${encode({ alg: 'ML-DSA-44', typ: 'JWT' })}.${encode(claims())}.${Buffer.alloc(2420, 7).toString('base64url')}`;

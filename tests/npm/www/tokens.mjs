// Tokens that the page is tried with, made on the spot: by node:crypto, which knows nothing of Claimscope.

import { createHmac, generateKeyPairSync, sign } from 'node:crypto';

const encode = (value) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

export const SECRET = 'a secret of at least thirty-two bytes';

/** Signed by HS256; `claims` may be JSON text, to say what no object can. */
export function hmacToken(claims, header = {}) {
  const input = `${encode({ alg: 'HS256', typ: 'JWT', ...header })}.${encode(claims)}`;
  return `${input}.${createHmac('sha256', SECRET).update(input).digest('base64url')}`;
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

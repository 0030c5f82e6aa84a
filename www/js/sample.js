/** Things to try the page with, made on the spot so that their times fit. */

import { base64urlOf } from '../claimscope/js/base64url.js';

const encode = (value) => base64urlOf(new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value)));

/** The secret of the sample token, so that it can be verified too. */
export const SAMPLE_SECRET = 'a secret that everybody knows, 32 bytes or more';

/** An access token as IdentityServer4 writes them, signed by HS256, an hour from its end. */
export async function sampleToken() {
  const now = Math.floor(Date.now() / 1000);
  const header = { alg: 'HS256', typ: 'at+jwt', kid: 'sample' };
  const claims = {
    iss: 'https://login.example.com',
    sub: '818727',
    aud: ['api1', 'https://orders.example.com'],
    client_id: 'quickstart',
    scope: ['openid', 'api1'],
    nbf: now - 300,
    iat: now - 300,
    exp: now + 3300,
    auth_time: now - 310,
    jti: 'E440A729EE68F085ED6DA1903EC95196',
    name: 'Alice Smith',
    email: 'alice@example.com',
    email_verified: true,
    realm_access: { roles: ['reader', 'editor'] },
  };
  const input = `${encode(header)}.${encode(claims)}`;
  return `${input}.${await signature(input)}`;
}

async function signature(input) {
  // Without crypto.subtle, as on plain http, the sample has a signature that does not fit.
  if (!globalThis.crypto?.subtle) return encode('no signature at all here, 32 b..');
  const bytes = (text) => new TextEncoder().encode(text);
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('raw', bytes(SAMPLE_SECRET), algorithm, false, ['sign']);
  const signed = new Uint8Array(await crypto.subtle.sign('HMAC', key, bytes(input)));
  return base64urlOf(signed);
}

/** What ASP.NET Core says to a token for another audience. */
export const SAMPLE_RESPONSE = `HTTP/1.1 401 Unauthorized
Content-Length: 0
Server: Kestrel
WWW-Authenticate: Bearer error="invalid_token", error_description="The audience 'api2' is invalid"
`;

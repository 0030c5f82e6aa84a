// One token of the test, and what it is judged by.

import { base64url, privateKey, publicOf, signature } from './keys.mjs';

export const NOW = 1_700_000_000;
export const ISSUER = 'https://sts.example';
export const AUDIENCE = 'api1';

/** The algorithms by which what does not depend on one is tried. */
export const SOME = ['RS256', 'ES256', 'EdDSA', 'PS256', 'HS256'];

const made = new Map();

/** The issuer's private key for an algorithm, with its name. */
export function keyOf(alg, name = 'issuer') {
  const id = `${name}-${alg}`;
  if (!made.has(id)) made.set(id, privateKey(alg, id));
  return { ...made.get(id), kid: id };
}

export const jwkOf = (alg, more) => ({ ...publicOf(keyOf(alg)), kid: `issuer-${alg}`, alg, ...more });
/** A set as it would be fetched: members that are undefined are not there. */
export const setOf = (...keys) => JSON.parse(JSON.stringify({ keys }));
const secretOf = (alg) => Buffer.from(keyOf(alg).k, 'base64url');

export const claimsOf = (more) => ({ iss: ISSUER, aud: AUDIENCE, exp: NOW + 300, iat: NOW, sub: 'Zoë', ...more });
export const headerOf = (alg, more) => ({ alg, typ: 'JWT', kid: `issuer-${alg}`, ...more });

/** Header and claims as they stand in a token: objects, texts that are no JSON perhaps, or bytes. */
const part = (value) => base64url(typeof value === 'string' || value instanceof Uint8Array ? value : JSON.stringify(value));

/**
 * A token. Members that are undefined are left out.
 * @param {string} alg
 * @param {{ header?: object, claims?: object, headerText?: string | Uint8Array, claimsText?: string | Uint8Array } & Signing} [given]
 */
export function tokenOf(alg, { header, claims, headerText, claimsText, ...signing } = {}) {
  return sealed(alg, part(headerText ?? headerOf(alg, header)), part(claimsText ?? claimsOf(claims)), signing);
}

/**
 * A token of parts that are signed as they stand.
 * @typedef {{ key?: object, by?: string, sign?: (input: string) => Uint8Array }} Signing
 * @param {string} alg
 * @param {string} header
 * @param {string} claims
 * @param {Signing} [signing]
 */
export function sealed(alg, header, claims, { key = keyOf(alg), by = alg, sign = (input) => signature(by, key, input) } = {}) {
  const input = `${header}.${claims}`;
  return `${input}.${base64url(sign(input))}`;
}

/**
 * A token with what it is judged by: the issuer's key, and its algorithm alone, unless said otherwise.
 * @param {string} kind What is odd about it; the table of disagreements names it so.
 * @param {string} alg
 * @param {string} token
 * @param {{ keys?: object | Uint8Array, algorithms?: string[], tolerance?: number, issuer?: string }} [by]
 */
export function row(kind, alg, token, { keys, algorithms = [alg], tolerance = 0, issuer = ISSUER } = {}) {
  return { kind, name: `${kind} (${alg})`, token, keys: keys ?? (alg.startsWith('HS') ? secretOf(alg) : setOf(jwkOf(alg))), algorithms, tolerance, issuer };
}

/** Rows of one kind for several algorithms. */
export const rows = (kind, algorithms, make, by) => algorithms.map((alg) => row(kind, alg, make(alg), by?.(alg)));

/** Rows of tokens in which claims, or parameters of the header, are as given by kind. */
export const saying = (where, kinds, alg = 'RS256') =>
  Object.entries(kinds).map(([kind, said]) => row(kind, alg, tokenOf(alg, { [where]: said })));

/** As {@link saying}, of texts that stand in place of header or claims. */
export const written = (where, kinds, alg = 'RS256') =>
  Object.entries(kinds).map(([kind, text]) => row(kind, alg, tokenOf(alg, { [`${where}Text`]: text })));

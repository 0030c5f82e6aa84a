// Tokens that are right, by what is odd about their key or its name.

import { base64url, bytesOf, chance, privateKey, publicOf } from './keys.mjs';
import { keyOf, jwkOf, row, rows, saying, setOf, tokenOf } from './token.mjs';

const ASYMMETRIC = ['RS256', 'ES256', 'EdDSA'];

export const published = () => [...names(), ...uses(), ...numbers(), ...secrets()];

/** The token with this key among those of the issuer. */
const withKey = (kind, alg, more, options) => row(kind, alg, tokenOf(alg, options), { keys: setOf(jwkOf(alg, more)) });

const names = () => [
  ...rows('kid: none, one key', ASYMMETRIC, (alg) => tokenOf(alg, { header: { kid: undefined } })),
  ...rows('kid: none, two keys of the kind', ASYMMETRIC, (alg) => tokenOf(alg, { header: { kid: undefined } }), (alg) => ({ keys: setOf(strangers(alg), jwkOf(alg)) })),
  ...rows('kid: none, and neither key has one', ASYMMETRIC, (alg) => tokenOf(alg, { header: { kid: undefined } }), (alg) => ({ keys: setOf({ ...strangers(alg), kid: undefined }, jwkOf(alg, { kid: undefined })) })),
  ...rows('kid: of nobody', ASYMMETRIC, (alg) => tokenOf(alg, { header: { kid: 'nobody' } })),
  ...rows('kid: of another key', ASYMMETRIC, (alg) => tokenOf(alg, { header: { kid: `stranger-${alg}` } }), (alg) => ({ keys: setOf(strangers(alg), jwkOf(alg)) })),
  ...rows('kid: the key has none', ASYMMETRIC, (alg) => tokenOf(alg), (alg) => ({ keys: setOf(jwkOf(alg, { kid: undefined })) })),
  ...rows('kid: of two keys, the first is right', ASYMMETRIC, (alg) => tokenOf(alg), (alg) => ({ keys: setOf(jwkOf(alg), strangers(alg, `issuer-${alg}`)) })),
  ...rows('kid: of two keys, the second is right', ASYMMETRIC, (alg) => tokenOf(alg), (alg) => ({ keys: setOf(strangers(alg, `issuer-${alg}`), jwkOf(alg)) })),
  ...rows('kid: of two keys of two kinds', ['RS256'], (alg) => tokenOf(alg), (alg) => ({ keys: setOf(jwkOf('ES256', { kid: `issuer-${alg}` }), jwkOf(alg)) })),
  ...rows('kid: of the same key twice', ['RS256'], (alg) => tokenOf(alg), (alg) => ({ keys: setOf(jwkOf(alg), jwkOf(alg)) })),
  ...rows('kid: a secret beside is not asked', ['RS256'], (alg) => tokenOf(alg), (alg) => ({ keys: setOf({ kty: 'oct', k: base64url(chance('beside', 32)), kid: 'secret' }, jwkOf(alg)) })),
  ...rows('kid: a key of an unknown kind beside', ['RS256'], (alg) => tokenOf(alg), (alg) => ({ keys: setOf({ kty: 'XYZ', kid: 'unknown' }, jwkOf(alg)) })),
  ...saying('header', {
    'kid: an empty text': { kid: '' },
    'kid: a number': { kid: 1 },
    'kid: null': { kid: null },
    'kid: a list': { kid: ['issuer-RS256'] },
    'kid: in capitals': { kid: 'ISSUER-RS256' },
    'kid: a path': { kid: '../../dev/null' },
    'kid: __proto__': { kid: '__proto__' },
  }),
  row('keys: none', 'RS256', tokenOf('RS256'), { keys: setOf() }),
];

const strangers = (alg, kid = `stranger-${alg}`) => ({ ...publicOf(keyOf(alg, 'stranger')), kid, alg });

const uses = () => [
  ...ASYMMETRIC.flatMap((alg) =>
    Object.entries({
      'use sig': { use: 'sig' },
      'use enc': { use: 'enc' },
      'use of nobody': { use: 'x' },
      'use in capitals': { use: 'SIG' },
      'use, a number': { use: 1 },
      'alg of another': { alg: alg === 'RS256' ? 'RS512' : 'ES384' },
      'alg missing': { alg: undefined },
      'alg for encryption': { alg: 'RSA-OAEP' },
      'key_ops verify': { key_ops: ['verify'] },
      'key_ops sign': { key_ops: ['sign'] },
      'key_ops encrypt': { key_ops: ['encrypt'] },
      'key_ops of nobody and verify': { key_ops: ['x', 'verify'] },
      'key_ops twice the same': { key_ops: ['verify', 'verify'] },
      'key_ops, an empty list': { key_ops: [] },
      'key_ops, a text': { key_ops: 'verify' },
      'ext false': { ext: false },
      'unknown members': { z: 1, exp: 1 },
    }).map(([kind, more]) => withKey(`key: ${kind}`, alg, more)),
  ),
  ...rows('key: the private one', ASYMMETRIC, (alg) => tokenOf(alg), (alg) => ({ keys: setOf({ ...keyOf(alg), alg }) })),
];

const number = (text) => BigInt(`0x${Buffer.from(text, 'base64url').toString('hex')}`);
const longer = (text) => base64url(Buffer.concat([Buffer.alloc(1), Buffer.from(text, 'base64url')]));

/** A key of other numbers, which has signed the token. */
function weak(kind, more) {
  const key = { ...privateKey('RS256', kind, more), kid: 'issuer-RS256' };
  return row(kind, 'RS256', tokenOf('RS256', { key }), { keys: setOf({ ...publicOf(key), kid: key.kid, alg: 'RS256' }) });
}

const numbers = () => {
  const [rs, es, ed] = ASYMMETRIC.map((alg) => jwkOf(alg));
  return [
    weak('key: RSA of 1024 bits', { bits: 1024 }),
    weak('key: RSA with the exponent 17', { e: 17n }),
    withKey('key: n with a zero byte before it', 'RS256', { n: longer(rs.n) }),
    withKey('key: e with a zero byte before it', 'RS256', { e: longer(rs.e) }),
    withKey('key: n with padding', 'RS256', { n: `${rs.n}==` }),
    withKey('key: n in the standard alphabet', 'RS256', { n: rs.n.replaceAll('-', '+').replaceAll('_', '/') }),
    withKey('key: n missing', 'RS256', { n: undefined }),
    withKey('key: e is one', 'RS256', { e: 'AQ' }),
    withKey('key: e is even', 'RS256', { e: 'AQAA' }),
    withKey('key: n is even', 'RS256', { n: base64url(bytesOf(number(rs.n) - 1n, 256)) }),
    withKey('key: a point that is not on the curve', 'ES256', { y: base64url(bytesOf(number(es.y) ^ 1n, 32)) }),
    withKey('key: a point that is zero', 'ES256', { x: base64url(Buffer.alloc(32)), y: base64url(Buffer.alloc(32)) }),
    withKey('key: y missing', 'ES256', { y: undefined }),
    withKey('key: x with a zero byte before it', 'ES256', { x: longer(es.x) }),
    withKey('key: another curve is named', 'ES256', { crv: 'P-384' }),
    withKey('key: an unknown curve is named', 'ES256', { crv: 'P-999' }),
    withKey('key: kty in small letters', 'ES256', { kty: 'ec' }),
    withKey('key: kty of another', 'RS256', { kty: 'EC' }),
    withKey('key: Ed25519, too short', 'EdDSA', { x: ed.x.slice(0, -2) }),
    withKey('key: Ed25519 that says X25519', 'EdDSA', { crv: 'X25519' }),
    // The point of order one: with it, a signature of zeros holds for every text.
    withKey('key: Ed25519 of small order', 'EdDSA', { x: base64url(Buffer.from([1, ...new Array(31).fill(0)])) }, { sign: () => Buffer.from([1, ...new Array(63).fill(0)]) }),
  ];
};

const secrets = () => {
  const by = (kind, alg, bytes) => row(kind, alg, tokenOf(alg, { key: { k: base64url(bytes) } }), { keys: new Uint8Array(bytes) });
  return [
    by('secret: of 32 bytes', 'HS256', chance('secret', 32)),
    by('secret: of 31 bytes', 'HS256', chance('secret', 31)),
    by('secret: of 1 byte', 'HS256', chance('secret', 1)),
    by('secret: zeros', 'HS256', Buffer.alloc(32)),
    by('secret: of 32 bytes, HS512', 'HS512', chance('secret', 32)),
    by('secret: of 200 bytes', 'HS256', chance('secret', 200)),
    by('secret: a word', 'HS256', Buffer.from('secret')),
  ];
};

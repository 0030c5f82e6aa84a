// Tokens by what is odd about their signature or algorithm.

import { createHash, createPublicKey } from 'node:crypto';

import { ALGORITHMS, base64url, bytesOf, chance, der, ecdsa, orderOf, pkcs1, publicOf, raw, signature } from './keys.mjs';
import { SOME, claimsOf, headerOf, jwkOf, keyOf, row, rows, setOf, tokenOf } from './token.mjs';

const ES = ['ES256', 'ES384', 'ES512'];
const RS = ['RS256', 'RS384', 'RS512'];
const PS = ['PS256', 'PS384', 'PS512'];
const ASYMMETRIC = ALGORITHMS.filter((alg) => !alg.startsWith('HS'));

/** A token whose signature is what `change` makes of the right one. */
const changed = (alg, change) => {
  const [header, claims, right] = tokenOf(alg).split('.');
  return `${header}.${claims}.${base64url(change(Buffer.from(right, 'base64url')))}`;
};
const flipped = (bytes, index) => bytes.map((byte, at) => (at === index ? byte ^ 1 : byte));
const signedBy = (alg, sign) => tokenOf(alg, { sign });

/** The first of many tokens whose signature has what is wanted. */
function found(alg, wanted) {
  for (let n = 0; ; n += 1) {
    const token = tokenOf(alg, { claims: { jti: `${n}` } });
    if (wanted(Buffer.from(token.split('.')[2], 'base64url'))) return token;
  }
}

const ofBytes = (alg, wanted, change) => {
  const [header, claims, right] = found(alg, wanted).split('.');
  return `${header}.${claims}.${base64url(change(Buffer.from(right, 'base64url')))}`;
};

export const signatures = () => [
  ...ALGORITHMS.map((alg) => row(`a good token, ${alg}`, alg, tokenOf(alg))),
  ...rows('signature: first byte changed', ALGORITHMS, (alg) => changed(alg, (bytes) => flipped(bytes, 0))),
  ...rows('signature: last byte changed', ALGORITHMS, (alg) => changed(alg, (bytes) => flipped(bytes, bytes.length - 1))),
  ...rows('signature: of another key', ALGORITHMS, (alg) => tokenOf(alg, { key: keyOf(alg, 'stranger') })),
  ...rows('signature: of other claims', SOME, (alg) => {
    const [header, , right] = tokenOf(alg).split('.');
    return `${header}.${base64url(JSON.stringify(claimsOf({ sub: 'mallory' })))}.${right}`;
  }),
  ...rows('signature: none', SOME, (alg) => changed(alg, () => Buffer.alloc(0))),
  ...rows('signature: cut', SOME, (alg) => changed(alg, (bytes) => bytes.subarray(0, -1))),
  ...rows('signature: with a byte more', SOME, (alg) => changed(alg, (bytes) => Buffer.concat([bytes, Buffer.alloc(1)]))),
  ...rows('signature: zeros', SOME, (alg) => changed(alg, (bytes) => bytes.fill(0))),
  ...rows('signature: twice', SOME, (alg) => changed(alg, (bytes) => Buffer.concat([bytes, bytes]))),
  ...ofEcdsa(),
  ...ofRsa(),
  ...ofEd25519(),
  ...ofNone(),
  ...ofOtherAlgorithms(),
];

const numbersBy = (alg, change) => signedBy(alg, (input) => raw(alg, change(...ecdsa(alg, keyOf(alg), input))));

const ofEcdsa = () => [
  ...rows('ECDSA: in DER', ES, (alg) => signedBy(alg, (input) => der(ecdsa(alg, keyOf(alg), input)))),
  ...rows('ECDSA: the other s', ES, (alg) => numbersBy(alg, (r, s) => [r, orderOf(alg) - s])),
  ...rows('ECDSA: r and s swapped', ES, (alg) => numbersBy(alg, (r, s) => [s, r])),
  ...rows('ECDSA: r is zero', ES, (alg) => numbersBy(alg, (r, s) => [0n, s])),
  ...rows('ECDSA: s is zero', ES, (alg) => numbersBy(alg, (r) => [r, 0n])),
  ...rows('ECDSA: r is the order', ES, (alg) => numbersBy(alg, (r, s) => [orderOf(alg), s])),
  ...rows('ECDSA: s and the order', ['ES512'], (alg) => numbersBy(alg, (r, s) => [r, s + orderOf(alg)])),
  ...rows('ECDSA: r begins with a zero byte', ['ES256'], (alg) => found(alg, (bytes) => bytes[0] === 0)),
  ...rows('ECDSA: r without its zero byte', ['ES256'], (alg) => ofBytes(alg, (bytes) => bytes[0] === 0, (bytes) => bytes.subarray(1))),
];

const padded = (alg, change) => signedBy(alg, (input) => change(signature(alg, keyOf(alg), input)));
const numberOf = (text) => BigInt(`0x${Buffer.from(text, 'base64url').toString('hex')}`);
/** What stands before a SHA-256 in PKCS #1, with and without the parameters that are NULL. */
const [WITH_NULL, WITHOUT] = ['3031300d060960864801650304020105000420', '302f300b06096086480165030402010420'];
const prefixed = (hex) => (hash) => Buffer.concat([Buffer.from(hex, 'hex'), hash]);
const pkcs1By = (content) => signedBy('RS256', (input) => pkcs1(keyOf('RS256'), content(createHash('sha256').update(input).digest())));

const ofRsa = () => [
  ...rows('RSA: begins with a zero byte', ['RS256', 'PS256'], (alg) => found(alg, (bytes) => bytes[0] === 0)),
  ...rows('RSA: without its zero byte', ['RS256', 'PS256'], (alg) => ofBytes(alg, (bytes) => bytes[0] === 0, (bytes) => bytes.subarray(1))),
  ...rows('RSA: a zero byte before it', [...RS, 'PS256'], (alg) => padded(alg, (bytes) => Buffer.concat([Buffer.alloc(1), bytes]))),
  ...rows('RSA: with the modulus added', ['RS256', 'PS256'], (alg) => padded(alg, (bytes) => bytesOf(numberOf(base64url(bytes)) + numberOf(keyOf(alg).n), 257))),
  ...rows('RSA: the number one', ['RS256', 'PS256'], (alg) => padded(alg, () => bytesOf(1n, 256))),
  ...rows('PSS: no salt', PS, (alg) => signedBy(alg, (input) => signature(alg, keyOf(alg), input, { saltLength: 0 }))),
  ...rows('PSS: a salt of 20 bytes', PS, (alg) => signedBy(alg, (input) => signature(alg, keyOf(alg), input, { saltLength: 20 }))),
  ...rows('PSS: the longest salt', ['PS256'], (alg) => signedBy(alg, (input) => signature(alg, keyOf(alg), input, { saltLength: 222 }))),
  ...rows('PSS: a mask by SHA-1', ['PS256'], (alg) => signedBy(alg, (input) => signature(alg, keyOf(alg), input, { mask: 'sha1' }))),
  ...rows('PSS: another hash', ['PS256', 'PS384'], (alg) => signedBy(alg, (input) => signature(alg, keyOf(alg), input, { hash: 'sha512', saltLength: 32 }))),
  row('PKCS #1: made by hand', 'RS256', pkcs1By(prefixed(WITH_NULL))),
  row('PKCS #1: the hash is named without its parameters', 'RS256', pkcs1By(prefixed(WITHOUT))),
  row('PKCS #1: the hash alone', 'RS256', pkcs1By((hash) => hash)),
  row('PKCS #1: something behind the hash', 'RS256', pkcs1By((hash) => Buffer.concat([prefixed(WITH_NULL)(hash), Buffer.alloc(4)]))),
];

const ofEd25519 = () => [
  ...rows('Ed25519: S and the order', ['EdDSA', 'Ed25519'], (alg) =>
    padded(alg, (bytes) => {
      const order = 2n ** 252n + 27742317777372353535851937790883648493n;
      const s = numberOf(base64url(Buffer.from(bytes.subarray(32)).reverse()));
      return Buffer.concat([bytes.subarray(0, 32), bytesOf(s + order, 32).reverse()]);
    })),
  ...rows('Ed25519: R is zero', ['EdDSA'], (alg) => padded(alg, (bytes) => bytes.fill(0, 0, 32))),
  ...rows('Ed25519: S is zero', ['EdDSA'], (alg) => padded(alg, (bytes) => bytes.fill(0, 32))),
];

const unsigned = (alg) => `${base64url(JSON.stringify(headerOf('RS256', { alg })))}.${base64url(JSON.stringify(claimsOf()))}.`;

const ofNone = () => [
  ...['none', 'None', 'NONE', 'nOnE', ' none', 'none\0', ''].map((alg) => row(`alg ${JSON.stringify(alg)}, unsigned`, 'RS256', unsigned(alg))),
  row('alg "none", signed', 'RS256', tokenOf('RS256', { header: { alg: 'none' } })),
  ...[undefined, null, 5, true, ['RS256'], { alg: 'RS256' }, 'rs256', 'RS256 ', 'RS1', 'RS-256', 'SHA256', 'RSA', 'dir', 'RSA-OAEP'].map((alg) =>
    row(`alg ${JSON.stringify(alg)}, signed`, 'RS256', tokenOf('RS256', { header: { alg } }))),
];

const spki = (alg) => createPublicKey({ key: publicOf(keyOf(alg)), format: 'jwk' }).export({ type: 'spki', format: 'der' });
const pem = (alg) => createPublicKey({ key: publicOf(keyOf(alg)), format: 'jwk' }).export({ type: 'spki', format: 'pem' });

/** A token whose HMAC has the public key for its secret, which everybody has. */
const confused = (alg, secret) => tokenOf('HS256', { header: { kid: `issuer-${alg}` }, key: { k: base64url(secret) } });

const ofOtherAlgorithms = () => [
  ...['RS256', 'ES256', 'EdDSA'].flatMap((alg) =>
    Object.entries({ PEM: pem(alg), 'PEM without its last line end': pem(alg).trimEnd(), DER: spki(alg), JWK: JSON.stringify(jwkOf(alg)), 'bytes of x or n': Buffer.from(keyOf(alg).x ?? keyOf(alg).n, 'base64url') }).map(
      ([form, secret]) => row(`HS256 with the public key as secret: ${form}`, alg, confused(alg, secret), { algorithms: [alg, 'HS256'] }))),
  ...rows('algorithm that is not allowed', ['RS512', 'ES256', 'PS256', 'EdDSA', 'HS512'], (alg) => tokenOf(alg), () => ({ algorithms: ['RS256'] })),
  ...rows('alg of the header is for another hash', ['RS512', 'RS384', 'PS512', 'HS512'], (alg) => tokenOf(alg, { by: alg.slice(0, 2) + 256 })),
  row('PS256 by a key that says RS256', 'RS256', tokenOf('PS256', { key: keyOf('RS256'), header: { kid: 'issuer-RS256' } }), { algorithms: ['RS256', 'PS256'] }),
  row('RS256 by a key that says PS256', 'PS256', tokenOf('RS256', { key: keyOf('PS256'), header: { kid: 'issuer-PS256' } }), { algorithms: ['RS256', 'PS256'] }),
  row('PS256 that says RS256', 'RS256', tokenOf('RS256', { by: 'PS256' })),
  row('RS256 that says PS256', 'PS256', tokenOf('PS256', { by: 'RS256' })),
  row('ES256 by a key on P-384', 'ES384', tokenOf('ES256', { header: { kid: 'issuer-ES384' } }), { algorithms: ['ES256'], keys: setOf(jwkOf('ES384', { alg: undefined })) }),
  row('Ed25519 that says EdDSA, by a key that says Ed25519', 'Ed25519', tokenOf('EdDSA', { key: keyOf('Ed25519'), header: { kid: 'issuer-Ed25519' } }), { algorithms: ['EdDSA', 'Ed25519'] }),
  row('Ed25519 by a key that says EdDSA', 'EdDSA', tokenOf('Ed25519', { key: keyOf('EdDSA'), header: { kid: 'issuer-EdDSA' } }), { algorithms: ['EdDSA', 'Ed25519'] }),
  row('an algorithm that none of them computes', 'ES256', tokenOf('ES256', { header: { alg: 'ES256K' } })),
  ...rows('bytes that nobody signed', ASYMMETRIC, (alg) => changed(alg, (bytes) => chance(`unsigned ${alg}`, bytes.length))),
];

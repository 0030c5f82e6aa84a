// Keys and signatures that come out the same in every run: what is chance otherwise is made from a name.

import { checkPrimeSync, constants, createECDH, createHash, createHmac, createPrivateKey, privateEncrypt, sign } from 'node:crypto';

const CURVES = {
  ES256: ['P-256', 'prime256v1', 32, 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n],
  ES384: ['P-384', 'secp384r1', 48, 0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n],
  ES512: ['P-521', 'secp521r1', 66, 0x1fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409n],
};

export const ALGORITHMS = [256, 384, 512].flatMap((bits) => ['HS', 'RS', 'PS', 'ES'].map((kind) => kind + bits)).concat('EdDSA', 'Ed25519');

export const base64url = (bytes) => Buffer.from(bytes).toString('base64url');
const number = (bytes) => BigInt(`0x${Buffer.from(bytes).toString('hex') || 0}`);
export const bytesOf = (value, length) => Buffer.from(value.toString(16).padStart(2 * length, '0'), 'hex');
const hashOf = (alg) => `sha${alg.slice(2)}`;
const digest = (hash, ...parts) => createHash(hash).update(Buffer.concat(parts)).digest();

/** As many bytes as are wanted, by name. */
export function chance(name, length) {
  const blocks = Array.from({ length: Math.ceil(length / 64) }, (_, index) => digest('sha512', Buffer.from(`${name} ${index}`)));
  return Buffer.concat(blocks).subarray(0, length);
}

/** The number that is `value` times the other's inverse. */
function dividedBy(value, other, modulus) {
  let [a, b, x, y] = [((other % modulus) + modulus) % modulus, modulus, 1n, 0n];
  while (a > 1n) [a, b, x, y] = [b % a, a, y - (b / a) * x, x];
  return (((value * x) % modulus) + modulus) % modulus;
}

function prime(name, bits) {
  const bytes = chance(name, bits / 8);
  bytes[0] |= 0xc0;
  let candidate = number(bytes) | 1n;
  while (candidate % 65537n === 1n || !checkPrimeSync(candidate)) candidate += 2n;
  return candidate;
}

function rsa(name, bits, e = 65537n) {
  const [p, q] = [prime(`${name} p`, bits / 2), prime(`${name} q`, bits / 2)];
  const d = dividedBy(1n, e, (p - 1n) * (q - 1n));
  const numbers = { n: p * q, e, d, p, q, dp: d % (p - 1n), dq: d % (q - 1n), qi: dividedBy(1n, q, p) };
  const written = Object.entries(numbers).map(([member, value]) => [member, base64url(Buffer.from(value.toString(16).padStart(value.toString(16).length + (value.toString(16).length % 2), '0'), 'hex'))]);
  return { kty: 'RSA', ...Object.fromEntries(written) };
}

function ec(name, alg) {
  const [crv, curve, length, order] = CURVES[alg];
  const d = bytesOf(number(chance(name, length + 8)) % order, length);
  return { kty: 'EC', crv, ...coordinates(curve, d, length), d: base64url(d) };
}

function coordinates(curve, d, length) {
  const pair = createECDH(curve);
  pair.setPrivateKey(d);
  const point = pair.getPublicKey().subarray(1);
  return { x: base64url(point.subarray(0, length)), y: base64url(point.subarray(length)) };
}

function ed25519(name) {
  const head = Buffer.from('302e020100300506032b657004220420', 'hex');
  const key = Buffer.concat([head, chance(name, 32)]);
  return createPrivateKey({ key, format: 'der', type: 'pkcs8' }).export({ format: 'jwk' });
}

/** A private key for the algorithm, by name. */
export function privateKey(alg, name, { bits = 2048, e } = {}) {
  if (alg.startsWith('HS')) return { kty: 'oct', k: base64url(chance(name, 64)) };
  if (alg.startsWith('ES')) return ec(name, alg);
  return alg.startsWith('Ed') ? ed25519(name) : rsa(name, bits, e);
}

export const publicOf = ({ kty, crv, x, y, n, e }) => JSON.parse(JSON.stringify({ kty, crv, x, y, n, e }));

/** The signature over a text. The forms are those of JWS, but for what `options` asks for. */
export function signature(alg, key, input, options = {}) {
  const text = Buffer.from(input);
  if (alg.startsWith('HS')) return createHmac(hashOf(alg), Buffer.from(key.k, 'base64url')).update(text).digest();
  if (alg.startsWith('ES')) return raw(alg, ecdsa(alg, key, text));
  const own = createPrivateKey({ key, format: 'jwk' });
  if (alg.startsWith('PS')) return pss(alg, own, text, options);
  return sign(alg.startsWith('RS') ? hashOf(alg) : null, text, own);
}

/** The two numbers of an ECDSA signature, with a nonce by the text. */
export function ecdsa(alg, key, text) {
  const [, curve, length, order] = CURVES[alg];
  const k = (number(chance(`nonce ${digest('sha256', Buffer.from(text)).toString('hex')}`, length + 8)) % (order - 1n)) + 1n;
  const r = number(Buffer.from(coordinates(curve, bytesOf(k, length), length).x, 'base64url')) % order;
  const z = number(digest(hashOf(alg), Buffer.from(text)));
  return [r, dividedBy(z + r * number(Buffer.from(key.d, 'base64url')), k, order)];
}

export const orderOf = (alg) => CURVES[alg][3];
export const raw = (alg, numbers) => Buffer.concat(numbers.map((value) => bytesOf(value, CURVES[alg][2])));

/** The same numbers as X.509 has them. */
export function der(numbers) {
  const integer = (value) => {
    const hex = value.toString(16);
    const bytes = Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
    const content = bytes[0] & 0x80 ? Buffer.concat([Buffer.alloc(1), bytes]) : bytes;
    return Buffer.concat([Buffer.from([2, content.length]), content]);
  };
  const content = Buffer.concat(numbers.map(integer));
  return Buffer.concat([Buffer.from(content.length < 0x80 ? [0x30, content.length] : [0x30, 0x81, content.length]), content]);
}

/** RSASSA-PSS (RFC 8017 §9.1.1) with a salt of any length, of 2048 bits. */
function pss(alg, key, text, { saltLength, hash = hashOf(alg), mask = hash }) {
  const [length, hashed] = [256, digest(hash, text)];
  const salt = chance('salt', saltLength ?? hashed.length);
  const inner = digest(hash, Buffer.alloc(8), hashed, salt);
  const block = Buffer.concat([Buffer.alloc(length - salt.length - inner.length - 2), Buffer.from([1]), salt]);
  const masks = Array.from({ length: Math.ceil(block.length / 20) }, (_, index) => digest(mask, inner, Buffer.from([0, 0, 0, index])));
  const masked = block.map((byte, index) => byte ^ Buffer.concat(masks)[index]);
  masked[0] &= 0x7f;
  return privateEncrypt({ key, padding: constants.RSA_NO_PADDING }, Buffer.concat([masked, inner, Buffer.from([0xbc])]));
}

/** What RSASSA-PKCS1-v1_5 makes of this where a hash and its name should be (RFC 8017 §9.2). */
export const pkcs1 = (key, content) => privateEncrypt({ key: createPrivateKey({ key, format: 'jwk' }), padding: constants.RSA_PKCS1_PADDING }, content);

/**
 * Who computes signatures: the core in wasm, `crypto.subtle`, or `node:crypto`; by measured tables where nobody says.
 * @module
 */

import { core } from './core.js';
import { misuse } from './error.js';

/** @typedef {'wasm' | 'webcrypto' | 'node'} EngineName */

/**
 * Whether a key verifies a signature over a text.
 * @typedef {(signature: Uint8Array<ArrayBuffer>, input: Uint8Array<ArrayBuffer>) => boolean | Promise<boolean>} Verify
 */

/**
 * What computes in place of wasm: it makes of a key and an algorithm, once, what verifies.
 * @typedef {(jwk: JsonWebKey, algorithm: string) => Verify | Promise<Verify>} Host
 */

/**
 * A row of the core's table of algorithms; `family` is the name that WebCrypto has for the primitive, and `more` are those that
 * neither hosts nor this core compute.
 * @typedef {{ name: string, family: string, kty: string, crv?: string, hash?: string, signature_bytes?: number, more?: boolean }} Row
 */

/** @type {Row[]} */
let rows;
/** @type {string[]} */
let names;

/** The core's table of algorithms. */
function table() {
  rows ??= JSON.parse(core().algorithms());
  return rows;
}

/** The algorithms by the numbers that the core gives them. */
export function algorithmNames() {
  names ??= table().map(({ name }) => name);
  return names;
}

/** Those that `claimscope/more-algorithms` computes. */
export const moreAlgorithmNames = () => table().flatMap(({ name, more }) => (more ? [name] : []));

/**
 * WebCrypto's parameters for an algorithm (RFC 7518 §3.1).
 * @param {string} algorithm
 * @returns {any}
 */
export function parametersOf(algorithm) {
  const { family: name, hash, crv: namedCurve } = /** @type {Row} */ (table().find((row) => row.name === algorithm));
  // The salt is as long as the hash (RFC 7518 §3.5).
  const saltLength = name === 'RSA-PSS' && hash ? Number(hash.slice('SHA-'.length)) / 8 : undefined;
  return { name, hash, namedCurve, saltLength };
}

/**
 * The bare numbers of a key: what it may be used for has been checked already, by rules that are the same everywhere.
 * @param {any} jwk
 * @returns {JsonWebKey}
 */
export function numbersOf({ kid, alg, use, key_ops, x5c, x5t, 'x5t#S256': hash, issuer, ...numbers }) {
  return numbers;
}

/** @type {Host} */
async function webcrypto(jwk, algorithm) {
  const parameters = parametersOf(algorithm);
  const key = await crypto.subtle.importKey('jwk', numbersOf(jwk), parameters, false, ['verify']);
  if (!algorithm.startsWith('Ed')) return (signature, input) => crypto.subtle.verify(parameters, key, signature, input);
  // workerd throws where the length is wrong (RFC 8032 §5.1.6 has 64 bytes); others say that it does not match.
  return (signature, input) => signature.length === 64 && crypto.subtle.verify(parameters, key, signature, input);
}

/** @type {Partial<Record<EngineName, Host>>} */
const hosts = { webcrypto };

/** The engine for each family of algorithms, by the first two letters of their names. @type {Record<string, EngineName>} */
let preferred = { HS: 'wasm', RS: 'webcrypto', PS: 'webcrypto', ES: 'webcrypto', Ed: 'webcrypto' };

/**
 * Says what this runtime computes fastest. Called by the entries.
 * @param {Host | undefined} node
 * @param {Record<string, EngineName>} table
 */
export function useEngines(node, table) {
  if (node) hosts.node = node;
  preferred = table;
}

/**
 * Which engine computes which algorithm, in this runtime and by this wish.
 *
 * @example
 * import { engines } from 'claimscope'
 *
 * console.log(engines().HS256) // wasm
 *
 * @param {EngineName | 'auto'} [wish]
 * @returns {Record<string, EngineName>}
 */
export function engines(wish = 'auto') {
  const others = moreAlgorithmNames();
  const names = algorithmNames().filter((name) => !others.includes(name));
  return Object.fromEntries(names.map((name) => [name, engineFor(name, wish)]));
}

/**
 * @param {string} algorithm
 * @param {EngineName | 'auto'} wish
 * @returns {EngineName}
 */
function engineFor(algorithm, wish) {
  if (wish !== 'auto') return wish;
  const name = preferred[algorithm.slice(0, 2)];
  // crypto.subtle is missing where a page has no secure origin; wasm computes then, as far as this build can.
  return name === 'webcrypto' && globalThis.crypto?.subtle === undefined ? 'wasm' : name;
}

/**
 * The choice of a verifier: two sets of bits, one for each algorithm, that say what the host computes.
 * @param {EngineName | 'auto'} wish
 * @param {boolean} synchronous
 * @param {Host | undefined} computesMore what computes the algorithms that neither does
 */
export function hostedBy(wish, synchronous, computesMore) {
  if (!['auto', 'wasm', 'webcrypto', 'node'].includes(wish)) {
    throw misuse('options', 'engine is one of auto, wasm, webcrypto and node');
  }
  if (wish === 'node' && !hosts.node) throw misuse('engine', 'this runtime has no node:crypto');
  if (wish === 'webcrypto' && globalThis.crypto?.subtle === undefined) {
    throw misuse('engine', 'there is no crypto.subtle here; browsers have it on pages with a secure origin');
  }
  let bits = 0;
  for (const [index, { name, more }] of table().entries()) {
    if (more) {
      if (computesMore) bits |= 1 << index;
      continue;
    }
    let engine = engineFor(name, wish);
    if (synchronous && engine === 'webcrypto' && wish === 'auto' && core().has_software()) engine = 'wasm';
    if (engine !== 'wasm') bits |= 1 << index;
  }
  return bits;
}

/**
 * @param {string} algorithm
 * @param {EngineName | 'auto'} wish
 * @param {Host | undefined} more
 */
export function hostFor(algorithm, wish, more) {
  if (more && moreAlgorithmNames().includes(algorithm)) return more;
  return /** @type {Host} */ (hosts[engineFor(algorithm, wish)] ?? webcrypto);
}

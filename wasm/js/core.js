/**
 * The core in wasm: started once by the entry, and the few words of memory through which tokens and answers go.
 * @module
 */

import './needs.js';
import * as glue from './glue.js';
import { misuse } from './error.js';

/**
 * A wasm file: compiled, or its bytes.
 * @typedef {import('./host.js').HostModule | ArrayBuffer | ArrayBufferView} Wasm
 */

/** @type {WebAssembly.Memory | undefined} */
let memory;
/** @type {Uint32Array} */
let words;
/** @type {Uint8Array} */
let input;

/**
 * Starts the core. A second call changes nothing.
 * @param {Wasm} module
 */
export function initSync(module) {
  memory ??= glue.initSync({ module: /** @type {WebAssembly.Module | BufferSource} */ (module) }).memory;
}

/** How a call of the core went. */
export const { CallState } = glue;

/** The functions of the core. */
export function core() {
  if (!memory) throw misuse('not-initialised', 'call init or initSync of claimscope/slim first');
  return glue;
}

/** Whether the core has been started. */
export function isReady() {
  return memory !== undefined;
}

/**
 * The words that the core has put out for JavaScript.
 * @returns {Uint32Array}
 */
export function answer() {
  // Memory that has grown leaves old views empty.
  if (words === undefined || words.length === 0) {
    words = new Uint32Array(/** @type {WebAssembly.Memory} */ (memory).buffer, core().words(), 8);
  }
  return words;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * What a runtime does faster than the code that runs everywhere.
 * @typedef {object} Shortcuts
 * @property {(memory: ArrayBuffer, start: number, end: number) => string} [text] Reads UTF-8 that is known to be right.
 * @property {(text: string) => string} [sha256] The hash in hexadecimal digits.
 */

/** @type {Shortcuts} */
let shortcuts = {};

/**
 * Says what this runtime does faster. Called by the entries.
 * @param {Shortcuts} given
 */
export function useShortcuts(given) {
  shortcuts = given;
}

/** Whether {@link writeHash} leaves the hash to the runtime. */
export const isHashedByHost = () => shortcuts.sha256 !== undefined;

/**
 * Writes a token where the core reads it, and gives its length in bytes.
 * @param {string} token
 * @returns {number}
 */
export function write(token) {
  // A UTF-16 unit becomes three bytes at the most.
  const most = token.length * 3;
  if (input === undefined || input.length === 0 || input.length < most) {
    const capacity = Math.max(most, 8192);
    const start = core().input(capacity);
    input = new Uint8Array(/** @type {WebAssembly.Memory} */ (memory).buffer, start, capacity);
  }
  return encoder.encodeInto(token, input).written;
}

/**
 * Bytes of the core's memory, good until the next call into it.
 * @param {number} start
 * @param {number} length
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function bytes(start, length) {
  const { buffer } = /** @type {WebAssembly.Memory} */ (memory);
  return new Uint8Array(/** @type {ArrayBuffer} */ (buffer), start, length);
}

/**
 * Writes that by which the core knows a token again, and gives its length in bytes: the hash where the runtime has a
 * fast one, otherwise the token, which the core hashes.
 * @param {string} token
 * @returns {number}
 */
export function writeHash(token) {
  return write(shortcuts.sha256 === undefined ? token : shortcuts.sha256(token));
}

/**
 * A text in the core's memory.
 * @param {number} start
 * @param {number} length
 * @returns {string}
 */
export function text(start, length) {
  if (shortcuts.text === undefined) return decoder.decode(bytes(start, length));
  const { buffer } = /** @type {WebAssembly.Memory} */ (memory);
  return shortcuts.text(/** @type {ArrayBuffer} */ (buffer), start, start + length);
}

/**
 * Claimscope without its wasm: bring `claimscope.wasm` or `claimscope-slim.wasm` yourself, and `claimscope-diagnosis.wasm`
 * where answers of APIs are to be explained.
 * @module
 */

import { initSync as start } from '../core.js';
import { comesFrom, diagnosis } from '../diagnosis/start.js';

/**
 * Starts the core with bytes or a compiled module.
 *
 * @example
 * import { readFileSync } from 'node:fs'
 * import { fileURLToPath } from 'node:url'
 * import { initSync, inspect } from 'claimscope/slim'
 *
 * initSync(readFileSync(fileURLToPath(import.meta.resolve('claimscope/claimscope-slim.wasm'))))
 * console.log(inspect('no token').verdict)
 *
 * @param {WebAssembly.Module | BufferSource} module
 */
export function initSync(module) {
  start(module);
}

/** @typedef {WebAssembly.Module | BufferSource | Response} Given */

/**
 * Starts the core with whatever brings the wasm.
 *
 * @example
 * import { readFile } from 'node:fs/promises'
 * import { fileURLToPath } from 'node:url'
 * import { init, inspect } from 'claimscope/slim'
 *
 * await init(readFile(fileURLToPath(import.meta.resolve('claimscope/claimscope-slim.wasm'))))
 * console.log(inspect('no token').verdict)
 *
 * @param {Given | PromiseLike<Given>} source
 * @returns {Promise<void>}
 */
export async function init(source) {
  const given = await bytesOf(source);
  start(given instanceof WebAssembly.Module ? given : await WebAssembly.compile(given));
}

/**
 * Starts the diagnosis, for `explainRejection` and `explainPasted`, with whatever brings its wasm.
 *
 * @example
 * import { readFile } from 'node:fs/promises'
 * import { fileURLToPath } from 'node:url'
 * import { explainPasted, initDiagnosis } from 'claimscope/slim'
 *
 * await initDiagnosis(readFile(fileURLToPath(import.meta.resolve('claimscope/claimscope-diagnosis.wasm'))))
 * console.log((await explainPasted('WWW-Authenticate: Bearer error="invalid_token"'))?.headline)
 *
 * @param {Given | PromiseLike<Given>} source
 * @returns {Promise<void>}
 */
export async function initDiagnosis(source) {
  const given = await bytesOf(source);
  comesFrom(async () => given);
  await diagnosis();
}

/**
 * @param {Given | PromiseLike<Given>} source
 * @returns {Promise<WebAssembly.Module | BufferSource>}
 */
async function bytesOf(source) {
  const given = await source;
  if (!(given instanceof Response)) return given;
  if (!given.ok) throw new Error(`the wasm file was not served: status ${given.status}`);
  return given.arrayBuffer();
}

export * from '../index.js';
export { explainPasted, explainRejection } from '../rejection.js';

/**
 * Claimscope without its wasm: bring `claimscope.wasm` or `claimscope-slim.wasm` yourself, and `claimscope-diagnosis.wasm`
 * where answers of APIs are to be explained.
 * @module
 */

import { initSync as start } from '../core.js';
import { comesFrom, diagnosis } from '../diagnosis/start.js';
import { isModule, tagOf } from '../kinds.js';

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
 * @param {import('../core.js').Wasm} module
 */
export function initSync(module) {
  start(module);
}

/** @typedef {import('../host.js').HostModule} HostModule */
/** @typedef {import('../core.js').Wasm | import('../host.js').HostResponse} Given */

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
  start(isModule(given) ? given : await WebAssembly.compile(/** @type {BufferSource} */ (given)));
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
 * @returns {Promise<import('../core.js').Wasm>}
 */
async function bytesOf(source) {
  const given = await source;
  if (tagOf(given) !== 'Response') return /** @type {import('../core.js').Wasm} */ (given);
  const response = /** @type {Response} */ (given);
  if (!response.ok) throw new Error(`the wasm file was not served: status ${response.status}`);
  return response.arrayBuffer();
}

export * from '../index.js';
export { explainPasted, explainRejection } from '../rejection.js';

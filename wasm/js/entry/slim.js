/**
 * Claimscope without its wasm: bring `claimscope.wasm` or `claimscope-slim.wasm` yourself.
 * @module
 */

import { initSync as start } from '../core.js';

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
 * @param {WebAssembly.Module | BufferSource | Response | PromiseLike<WebAssembly.Module | BufferSource | Response>} source
 * @returns {Promise<void>}
 */
export async function init(source) {
  const given = await source;
  if (!(given instanceof Response)) {
    start(given instanceof WebAssembly.Module ? given : await WebAssembly.compile(given));
    return;
  }
  if (!given.ok) throw new Error(`the wasm file was not served: status ${given.status}`);
  start(await WebAssembly.compile(await given.arrayBuffer()));
}

export * from '../index.js';

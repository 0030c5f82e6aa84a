/**
 * Claimscope for edge runtimes that import a wasm file with `?module`.
 * @module
 */

import module from '../../claimscope.wasm?module';

import { initSync } from '../core.js';

initSync(module);

export * from '../index.js';
export { explainPasted, explainRejection } from '../diagnosis/edge-light.js';

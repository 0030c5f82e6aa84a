/**
 * Claimscope for Cloudflare Workers and workerd, which import a wasm file as a module and compile no bytes.
 * @module
 */

import module from '../../claimscope.wasm';

import { initSync } from '../core.js';

initSync(module);

export * from '../index.js';
export { explainPasted, explainRejection } from '../diagnosis/workerd.js';

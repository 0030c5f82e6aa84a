/**
 * Verification alone for edge runtimes that import a wasm file with `?module`.
 * @module
 */

import module from '../../claimscope-lean.wasm?module';

import { initSync } from '../core.js';

initSync(module);

export * from './index.js';

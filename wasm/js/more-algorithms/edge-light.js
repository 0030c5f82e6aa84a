/**
 * ES256K, Ed448 and ML-DSA in edge runtimes that import a wasm file with `?module`.
 * @module
 */

import module from '../../claimscope-more-algorithms.wasm?module';

import { initSync } from './glue.js';

initSync({ module });

export * from './index.js';

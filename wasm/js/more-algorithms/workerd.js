/**
 * ES256K, Ed448 and ML-DSA in Cloudflare Workers and workerd, which import a wasm file as a module.
 * @module
 */

import module from '../../claimscope-more-algorithms.wasm';

import { initSync } from './glue.js';

initSync({ module });

export * from './index.js';

/**
 * Encrypted tokens in Cloudflare Workers and workerd, which import a wasm file as a module.
 * @module
 */

import module from '../../claimscope-decrypt.wasm';

import { initSync } from './glue.js';

initSync({ module });

export * from './index.js';

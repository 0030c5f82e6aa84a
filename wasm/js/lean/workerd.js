/**
 * Verification alone for Cloudflare Workers and workerd.
 * @module
 */

import module from '../../claimscope-lean.wasm';

import { initSync } from '../core.js';

initSync(module);

export * from './index.js';

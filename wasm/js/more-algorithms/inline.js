/**
 * ES256K, Ed448 and ML-DSA in Node, Deno, Bun, browsers and bundles: the wasm is part of the JavaScript.
 * @module
 */

import '../needs.js';
import { bytesOf } from '../embedded.js';
import { initSync } from './glue.js';
import text from './wasm-text.js';

initSync({ module: bytesOf(text) });

export * from './index.js';

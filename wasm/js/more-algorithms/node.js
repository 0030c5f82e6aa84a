/**
 * Further algorithms in Node, Deno and Bun: the wasm is part of the JavaScript.
 * @module
 */

import { Buffer } from 'node:buffer';

import '../needs.js';
import { initSync } from './glue.js';
import base64 from './wasm-base64.js';

initSync({ module: Buffer.from(base64, 'base64') });

export * from './index.js';

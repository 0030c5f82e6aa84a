/**
 * Verification alone for browsers and bundlers.
 * @module
 */

import text from './wasm-text.js';

import { initSync } from '../core.js';
import { bytesOf } from '../embedded.js';

initSync(bytesOf(text));

export * from './index.js';

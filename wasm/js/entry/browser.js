/**
 * Claimscope for browsers and bundlers: the wasm is part of the JavaScript, so that nothing has to be served beside it.
 * @module
 */

import text from '../wasm-text.js';

import { initSync } from '../core.js';
import { bytesOf } from '../embedded.js';

initSync(bytesOf(text));

export * from '../index.js';
export { explainPasted, explainRejection } from '../diagnosis/inline.js';

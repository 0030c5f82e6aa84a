/**
 * Claimscope for Node, Deno and Bun: the wasm is part of the JavaScript, so that a bundle carries it, and `node:crypto` computes
 * synchronously.
 * @module
 */

import text from '../wasm-text.js';

import { initSync } from '../core.js';
import { bytesOf } from '../embedded.js';
import { useNode } from '../node-host.js';

initSync(bytesOf(text));

useNode();

export * from '../index.js';
export { explainPasted, explainRejection } from '../diagnosis/inline.js';

/**
 * Claimscope for Node, Deno and Bun: the wasm is part of the JavaScript, so that a bundle carries it, and `node:crypto` computes
 * synchronously.
 * @module
 */

import { Buffer } from 'node:buffer';

import base64 from '../wasm-base64.js';

import { initSync } from '../core.js';
import { useNode } from '../node-host.js';

initSync(Buffer.from(base64, 'base64'));

useNode();

export * from '../index.js';
export { explainPasted, explainRejection } from '../diagnosis/node.js';

/**
 * Verification alone for Node, Deno and Bun.
 * @module
 */

import text from './wasm-text.js';

import { initSync } from '../core.js';
import { bytesOf } from '../embedded.js';
import { useNode } from '../node-host.js';

initSync(bytesOf(text));
useNode();

export * from './index.js';

/**
 * Verification alone for Node, Deno and Bun.
 * @module
 */

import { Buffer } from 'node:buffer';

import base64 from './wasm-base64.js';

import { initSync } from '../core.js';
import { useNode } from '../node-host.js';

initSync(Buffer.from(base64, 'base64'));
useNode();

export * from './index.js';

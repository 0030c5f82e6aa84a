/**
 * Verification alone for browsers and bundlers.
 * @module
 */

import base64 from './wasm-base64.js';

import { initSync } from '../core.js';

initSync(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)));

export * from './index.js';

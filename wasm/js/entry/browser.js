/**
 * Claimscope for browsers and bundlers: the wasm is part of the JavaScript, so that nothing has to be served beside it.
 * @module
 */

import base64 from '../wasm-base64.js';

import { initSync } from '../core.js';

initSync(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)));

export * from '../index.js';
export { explainPasted, explainRejection } from '../diagnosis/browser.js';

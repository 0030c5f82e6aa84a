/**
 * Further algorithms in browsers and bundles: the wasm is part of the JavaScript.
 * @module
 */

import '../needs.js';
import { initSync } from './glue.js';
import base64 from './wasm-base64.js';

initSync({ module: Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)) });

export * from './index.js';

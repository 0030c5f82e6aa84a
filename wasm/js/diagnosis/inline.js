/**
 * The diagnosis in Node, browsers and bundles: the wasm is a JavaScript module, so that nothing has to be served beside it.
 * @module
 */

import { bytesOf } from '../embedded.js';
import * as rejection from '../rejection.js';
import { by } from './start.js';

const file = async () => bytesOf((await import('./wasm-text.js')).default);

export const explainRejection = /* @__PURE__ */ by(file, rejection.explainRejection);
export const explainPasted = /* @__PURE__ */ by(file, rejection.explainPasted);

/**
 * The diagnosis in Node, browsers and bundles: the wasm is a JavaScript module, so that nothing has to be served beside it.
 * @module
 */

import { bytesOf } from '../embedded.js';
import * as rejection from '../rejection.js';
import { comesFrom } from './start.js';

const file = async () => bytesOf((await import('./wasm-text.js')).default);

/** @type {typeof rejection.explainRejection} */
export const explainRejection = (response, known) => {
  comesFrom(file);
  return rejection.explainRejection(response, known);
};

/** @type {typeof rejection.explainPasted} */
export const explainPasted = (text, known) => {
  comesFrom(file);
  return rejection.explainPasted(text, known);
};

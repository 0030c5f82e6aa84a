/**
 * The diagnosis in browsers and bundles: the wasm is a JavaScript module, so that nothing has to be served beside it.
 * @module
 */

import * as rejection from '../rejection.js';
import { comesFrom } from './start.js';

const file = async () => {
  const { default: base64 } = await import('./wasm-base64.js');
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
};

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

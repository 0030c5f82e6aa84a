/**
 * The diagnosis in Node, Deno and Bun: the wasm is a JavaScript module, so that a bundle carries it.
 * @module
 */

import { Buffer } from 'node:buffer';

import * as rejection from '../rejection.js';
import { comesFrom } from './start.js';

const file = async () => Buffer.from((await import('./wasm-base64.js')).default, 'base64');

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

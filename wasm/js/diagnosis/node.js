/**
 * The diagnosis in Node, Deno and Bun: the wasm file is read beside this module.
 * @module
 */

import { readFile } from 'node:fs/promises';

import * as rejection from '../rejection.js';
import { comesFrom } from './start.js';

const file = () => readFile(new URL('../../claimscope-diagnosis.wasm', import.meta.url));

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

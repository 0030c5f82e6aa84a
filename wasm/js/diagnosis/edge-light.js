/**
 * The diagnosis in edge runtimes that import a wasm file with `?module`.
 * @module
 */

import * as rejection from '../rejection.js';
import { comesFrom } from './start.js';

const file = async () => (await import('../../claimscope-diagnosis.wasm?module')).default;

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

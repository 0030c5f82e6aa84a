/**
 * The diagnosis in Cloudflare Workers and workerd, which import a wasm file as a module.
 * @module
 */

import * as rejection from '../rejection.js';
import { comesFrom } from './start.js';

const file = async () => (await import('../../claimscope-diagnosis.wasm')).default;

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

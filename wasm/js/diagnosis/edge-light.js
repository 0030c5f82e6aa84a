/**
 * The diagnosis in edge runtimes that import a wasm file with `?module`.
 * @module
 */

import * as rejection from '../rejection.js';
import { by } from './start.js';

const file = async () => (await import('../../claimscope-diagnosis.wasm?module')).default;

export const explainRejection = /* @__PURE__ */ by(file, rejection.explainRejection);
export const explainPasted = /* @__PURE__ */ by(file, rejection.explainPasted);

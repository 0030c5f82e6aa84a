/**
 * The diagnosis in Cloudflare Workers and workerd, which import a wasm file as a module.
 * @module
 */

import * as rejection from '../rejection.js';
import { by } from './start.js';

const file = async () => (await import('../../claimscope-diagnosis.wasm')).default;

export const explainRejection = /* @__PURE__ */ by(file, rejection.explainRejection);
export const explainPasted = /* @__PURE__ */ by(file, rejection.explainPasted);

/**
 * The diagnosis in wasm: a file of its own, which is brought and started when an answer is first explained.
 * @module
 */

import { misuse } from '../error.js';
import { isModule } from '../kinds.js';
import * as glue from './glue.js';

/**
 * Brings the file.
 * @typedef {() => PromiseLike<import('../core.js').Wasm>} Source
 */

/** @type {Source | undefined} */
let source;
/** @type {Promise<typeof glue> | undefined} */
let started;

/**
 * Says where the file comes from, unless that has been said.
 * @param {Source} from
 */
export function comesFrom(from) {
  source ??= from;
}

/**
 * What explains answers, which says first where the file comes from: unless somebody asks, nothing is brought, and no bundle has it.
 * @template {(given: any, known?: import('../rejection.js').Known) => any} Explain
 * @param {Source} file
 * @param {Explain} explain
 * @returns {Explain}
 */
export const by = (file, explain) =>
  /** @type {Explain} */ ((given, known) => {
    comesFrom(file);
    return explain(given, known);
  });

/**
 * The functions of the diagnosis.
 * @returns {Promise<typeof glue>}
 */
export async function diagnosis() {
  if (!source) throw misuse('not-initialised', 'call initDiagnosis of claimscope/slim first');
  started ??= start(source).catch((error) => {
    // The file may come another time.
    [source, started] = [undefined, undefined];
    throw error;
  });
  return started;
}

/** @param {Source} from */
async function start(from) {
  const given = await from();
  glue.initSync({ module: isModule(given) ? given : await WebAssembly.compile(/** @type {BufferSource} */ (given)) });
  return glue;
}

/** The npm package as this page uses it: decoding at once, everything else when its wasm has come. */

import * as claimscope from '../claimscope/js/entry/slim.js';
import { state, update } from './state.js';

export { decode } from '../claimscope/js/decode.js';

/** The whole of it: the slim one knows neither PEM nor what claims mean. */
const FILE = 'claimscope.wasm';

/** The functions of the package; all but `decode` need `isReady()`. */
export const api = claimscope;

/** Whether the module runs. */
export function isReady() {
  return state.engine.status === 'ready';
}

/** Fetches the module and starts it. The page works without: it says why, and decodes. */
export async function start() {
  const engine = await load().then(
    () => ({ status: 'ready', reason: '' }),
    (error) => ({ status: 'failed', reason: sentence(error) }),
  );
  update((state) => {
    state.engine = engine;
  });
}

async function load() {
  const response = await fetch(`claimscope/${FILE}`);
  if (!response.ok) throw new Error(`the server answers ${response.status} to claimscope/${FILE}`);
  await claimscope.init(response);
}

function sentence(error) {
  if (typeof WebAssembly === 'undefined') return 'this browser has WebAssembly switched off';
  const text = error instanceof Error ? error.message : String(error);
  // Each browser has words of its own.
  if (/security policy|unsafe-eval|blocked by CSP/i.test(text)) return 'the policy of this site does not allow WebAssembly';
  if (error instanceof WebAssembly.CompileError) return `what the server gives as claimscope/${FILE} is no WebAssembly`;
  return /fetch|network|load failed/i.test(text) ? `claimscope/${FILE} could not be loaded` : text;
}

/** What is wrong with the JSON type of a claim's value, where the registry knows it. */
export function typeProblem(name, json) {
  return isReady() ? claimscope.claimTypeProblem(name, json) : undefined;
}

/** What a claim or a header parameter means, where the registry has it. */
export function describe(name, inHeader) {
  if (!isReady()) return undefined;
  return inHeader ? claimscope.describeHeader(name) : claimscope.describeClaim(name);
}

/** The npm package as this page uses it: decoding at once, everything else when its wasm has come. */

import {
  claimTypeProblem,
  describeClaim,
  describeHeader,
  engines,
  generateKey,
  inspect,
  inspectJson,
  issuerAddresses,
  KeySource,
  remoteIssuer,
  remoteJwks,
  sign,
  Verifier,
} from '../claimscope/js/index.js';
import { initSync } from '../claimscope/js/core.js';
import { moreAlgorithmNames } from '../claimscope/js/engine.js';
import { state, update } from './state.js';

export { decode } from '../claimscope/js/decode.js';

/** The whole of it: the slim one knows neither PEM nor what claims mean. */
const FILE = 'claimscope.wasm';
/** What only some questions need, each fetched at the first of them. */
const PARTS = {
  diagnosis: { file: 'claimscope-diagnosis.wasm', script: () => import('./diagnosis.js'), does: 'explains answers' },
  decryption: { file: 'claimscope-decrypt.wasm', script: () => import('./decryption.js'), does: 'opens encrypted tokens' },
  more: { file: 'claimscope-more-algorithms.wasm', script: () => import('./more-algorithms.js'), does: 'computes ES256K, Ed448 and ML-DSA' },
};

/** The functions of the package that the page uses, so that no others come with it; all but `decode` and the parts need `isReady()`. */
export const api = { engines, generateKey, inspect, inspectJson, issuerAddresses, KeySource, remoteIssuer, remoteJwks, sign, Verifier };

/** Whether the module runs. */
export function isReady() {
  return state.engine.status === 'ready';
}

/** Fetches the module and starts it. The page works without: it says why, and decodes. */
export async function start() {
  const init = async (response) => initSync(await WebAssembly.compile(await response.arrayBuffer()));
  const engine = await load(FILE, init).then(
    () => ({ status: 'ready', reason: '' }),
    (error) => ({ status: 'failed', reason: error.message }),
  );
  update((state) => {
    state.engine = engine;
  });
}

/** Why an API said no, by what was pasted; nothing where that does not say it. */
export async function explainPasted(text, known) {
  const { explainPasted: explain } = await part('diagnosis');
  return explain(text, known);
}

/** What is in an encrypted token. */
export async function decrypt(token, key) {
  const { decrypt: opens } = await part('decryption');
  return opens(token, key);
}

/** What computes those of these algorithms that the module does not; nothing where it computes all. */
export async function moreAlgorithmsFor(names) {
  const uncomputed = moreAlgorithmNames();
  return names.some((name) => uncomputed.includes(name)) ? (await part('more')).moreAlgorithms : undefined;
}

/** The parts that were asked for. A part that did not come may come another time. @type {Record<string, Promise<any> | undefined>} */
const parts = {};

function part(name) {
  parts[name] ??= startPart(PARTS[name]).catch((error) => {
    parts[name] = undefined;
    throw error;
  });
  return parts[name];
}

async function startPart({ file, script, does }) {
  const part = await script().catch(() => {
    throw new Error(`the part that ${does} could not be loaded`);
  });
  await load(file, part.init);
  return part;
}

/** Fetches a module and starts it; an error says in a sentence why it does not run. */
async function load(file, init) {
  try {
    const response = await fetch(`claimscope/${file}`);
    if (!response.ok) throw new Error(`the server answers ${response.status} to claimscope/${file}`);
    await init(response);
  } catch (error) {
    throw new Error(sentence(error, file));
  }
}

function sentence(error, file) {
  if (typeof WebAssembly === 'undefined') return 'this browser has WebAssembly switched off';
  const text = error instanceof Error ? error.message : String(error);
  // Each browser has words of its own.
  if (/security policy|unsafe-eval|blocked by CSP/i.test(text)) return 'the policy of this site does not allow WebAssembly';
  if (error instanceof WebAssembly.CompileError) return `what the server gives as claimscope/${file} is no WebAssembly`;
  return /fetch|network|load failed/i.test(text) ? `claimscope/${file} could not be loaded` : text;
}

/** What is wrong with the JSON type of a claim's value, where the registry knows it. */
export function typeProblem(name, json) {
  return isReady() ? claimTypeProblem(name, json) : undefined;
}

/** What a claim or a header parameter means, where the registry has it. */
export function describe(name, inHeader) {
  if (!isReady()) return undefined;
  return inHeader ? describeHeader(name) : describeClaim(name);
}

/** What computes ES256K, Ed448 and ML-DSA: the part of the package that only these need, which comes with the first of them. */

import { initSync } from '../claimscope/js/more-algorithms/glue.js';

export { moreAlgorithms } from '../claimscope/js/more-algorithms/index.js';

/** Starts it with what the server answered. */
export async function init(response) {
  initSync({ module: await WebAssembly.compile(await response.arrayBuffer()) });
}

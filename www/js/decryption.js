/** What opens encrypted tokens: the part of the package that only these need, which comes with the first of them. */

import { initSync } from '../claimscope/js/decrypt/glue.js';

export { decrypt } from '../claimscope/js/decrypt/index.js';

/** Starts it with what the server answered. */
export async function init(response) {
  initSync({ module: await WebAssembly.compile(await response.arrayBuffer()) });
}

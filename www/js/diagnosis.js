/** Why an API said no: the part of the package that only this question needs, which comes with it. */

import { comesFrom, diagnosis } from '../claimscope/js/diagnosis/start.js';

export { explainPasted } from '../claimscope/js/rejection.js';

/** Starts the diagnosis with what the server answered. */
export async function init(response) {
  const bytes = await response.arrayBuffer();
  comesFrom(async () => bytes);
  await diagnosis();
}

// The cases in a worker.
import * as claimscope from 'claimscope';

import { parity } from './parity.js';

export default { fetch: async (request) => new Response(await parity(claimscope, await request.json())) };

// The cases in a worker.
import * as claimscope from 'claimscope';
import * as decryption from 'claimscope/decrypt';
import * as lean from 'claimscope/lean';
import * as more from 'claimscope/more-algorithms';

import { parity } from './parity.js';

export default { fetch: async (request) => new Response(await parity({ claimscope, lean, decryption, more }, await request.json())) };

// The suite in a worker.
import * as claimscope from 'claimscope'

import { run } from './run.js'

export default { fetch: async () => new Response(await run(claimscope)) }

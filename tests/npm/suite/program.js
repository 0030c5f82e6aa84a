// The suite as a program: Node, Deno, Bun.
import * as claimscope from 'claimscope'

import { run } from './run.js'

console.log(await run(claimscope))

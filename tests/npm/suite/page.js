// The suite in a page.
import * as claimscope from 'claimscope'

import { run } from './run.js'

globalThis.outcome = run(claimscope)

// The cases in a page.
import * as claimscope from 'claimscope';

import { parity } from './parity.js';

const cases = fetch(new URL('cases.json', import.meta.url)).then((response) => response.json());
globalThis.outcome = cases.then((cases) => parity(claimscope, cases));

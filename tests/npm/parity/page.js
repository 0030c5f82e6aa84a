// The cases in a page.
import * as claimscope from 'claimscope';
import * as decryption from 'claimscope/decrypt';
import * as lean from 'claimscope/lean';
import * as more from 'claimscope/more-algorithms';

import { parity } from './parity.js';

const cases = fetch(new URL('cases.json', import.meta.url)).then((response) => response.json());
globalThis.outcome = cases.then((cases) => parity({ claimscope, lean, decryption, more }, cases));

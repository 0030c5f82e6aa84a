// The cases as a program: Node, Deno, Bun.
import { readFileSync } from 'node:fs';

import * as claimscope from 'claimscope';
import * as decryption from 'claimscope/decrypt';
import * as lean from 'claimscope/lean';
import * as more from 'claimscope/more-algorithms';

import { parity } from './parity.js';

console.log(await parity({ claimscope, lean, decryption, more }, JSON.parse(readFileSync(new URL('cases.json', import.meta.url), 'utf8'))));

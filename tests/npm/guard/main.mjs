// The guard of the packed package in each framework, read by clients that others wrote: `node tests/npm/guard/main.mjs TARGET TARBALL PROGRAM GUARDED`,
// called by `cargo xtask test`.

import { cpSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

import { close } from '../closing.mjs';
import { install } from '../runtimes/stage.mjs';
import { runAll } from '../suite/harness.js';
import { frameworkCases } from './cases.mjs';
import { clientCases } from './clients.mjs';
import { loginCases } from './login.mjs';
import { judgeCases } from './proofs.mjs';

const [target, tarball, program, guarded] = process.argv.slice(2).map((word) => resolve(word));
const folder = join(target, 'npm/guard');
install(folder, tarball);
mkdirSync(join(folder, 'guard'));
for (const name of ['load.js', 'serve.js', 'worker.js']) cpSync(join(import.meta.dirname, name), join(folder, 'guard', name));
cpSync(join(import.meta.dirname, '../suite'), join(folder, 'suite'), { recursive: true });
const loaded = await import(pathToFileURL(join(folder, 'guard/load.js')).href);

const { passed, failures, notes } = await runAll({ ...frameworkCases(loaded, folder, guarded), ...clientCases(loaded), ...judgeCases(loaded), ...loginCases(loaded, program) });
for (const note of notes) console.log(`  ${note}`);
for (const failure of failures) console.log(`  ${failure}`);
close({ passed, failures });

// The packed package as people install it: `node tests/npm/install/main.mjs TARGET TARBALL [NAME…]`, called by `cargo xtask test`.

import { join, resolve } from 'node:path';

import { close } from '../closing.mjs';
import { differentialCases } from '../differential/cases.mjs';
import { install } from '../runtimes/stage.mjs';
import { runAll } from '../suite/harness.js';
import { bundleCases } from './bundles.mjs';
import { copyCases } from './copies.mjs';
import { fleetCases } from './fleet.mjs';
import { nextCases } from './next.mjs';
import { typeCases } from './types.mjs';

const [target, tarball] = process.argv.slice(2, 4).map((word) => resolve(word));
const names = process.argv.slice(4);
const folder = join(target, 'npm/install');
install(folder, tarball);

const kinds = { types: typeCases, copies: copyCases, bundles: bundleCases, fleet: fleetCases, 'Next.js': nextCases, 'beside jose and aws-jwt-verify': differentialCases };
let [passed, skipped] = [0, 0];
const failed = [];
for (const [name, casesOf] of Object.entries(kinds)) {
  if (names.length > 0 && !names.includes(name)) continue;
  const started = Date.now();
  const { cases, missing = [] } = await casesOf(folder);
  for (const reason of missing) console.log(`left out: ${reason}`);
  const { passed: held, failures, notes } = await runAll(cases);
  console.log(`${name}: ${held} passed, ${failures.length} failed (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  for (const note of notes) console.log(`  ${note}`);
  for (const failure of failures) console.log(`  ${failure.slice(0, 2000)}`);
  failed.push(...failures.map((failure) => `${name}: ${failure}`));
  [passed, skipped] = [passed + held, skipped + missing.length];
}
close({ passed, failures: failed, skipped });

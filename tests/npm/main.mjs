// The packed package in every runtime: `node tests/npm/main.mjs TARGET TARBALL CASES [NAME…]`, called by `cargo xtask test`.

import { resolve } from 'node:path';

import { close } from './closing.mjs';
import { declared } from './reports.mjs';
import { browsers } from './runtimes/browsers.mjs';
import { programs } from './runtimes/programs.mjs';
import { stage } from './runtimes/stage.mjs';
import { workerd } from './runtimes/worker.mjs';

const [target, tarball, cases, ...names] = process.argv.slice(2).map((word, index) => (index < 3 ? resolve(word) : word));
const KINDS = { suite: 'tests', parity: 'reports as native', types: 'reports of the declared types' };

const folder = stage({ target, tarball, cases });
const pages = await browsers(folder);
const types = { run: () => JSON.stringify(declared(folder, cases)), kinds: ['types'] };
const runtimes = { types, ...programs(folder), workerd: { run: await workerd(folder) }, ...pages.runs };
let [passed, skipped] = [0, 0];
const failed = [];
try {
  for (const [name, { run, kinds = ['suite', 'parity'] }] of Object.entries(runtimes)) {
    if (names.length > 0 && !names.includes(name)) continue;
    if (!run) {
      console.log(`left out: ${name}: it is not installed`);
      skipped += 1;
      continue;
    }
    for (const kind of kinds) await report(name, kind, await outcome(run, kind));
  }
} finally {
  await pages.close();
}
close({ passed, failures: failed, skipped });

async function outcome(run, kind) {
  const started = Date.now();
  try {
    return { ...JSON.parse(await run(kind)), seconds: (Date.now() - started) / 1000 };
  } catch (error) {
    return { passed: 0, failures: [String(error?.message ?? error)], seconds: (Date.now() - started) / 1000 };
  }
}

/** A thousand reports are one check: they say one thing. */
function report(name, kind, { passed: held, failures, notes = [], seconds }) {
  const isSuite = kind === 'suite';
  passed += isSuite ? held : Number(failures.length === 0);
  const counts = isSuite ? `${held} passed, ${failures.length} failed` : `${held} ${KINDS[kind]}, ${failures.length} otherwise`;
  failed.push(...(isSuite ? failures : failures.slice(0, 1).map((first) => `${counts}; ${first}`)).map((failure) => `${name}: ${failure}`));
  console.log(`${name}: ${counts} (${seconds.toFixed(1)} s)`);
  for (const note of notes) console.log(`  ${note}`);
  for (const failure of failures.slice(0, 10)) console.log(`  ${failure}`);
  if (failures.length > 10) console.log(`  and ${failures.length - 10} more`);
}

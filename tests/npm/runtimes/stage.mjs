// A fresh folder in which `claimscope` is the packed package, and beside it what is to run on it.

import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const here = join(import.meta.dirname, '..');

/** Makes the folder anew, with the package alone. */
export function install(folder, tarball) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n');
  const options = ['--no-save', '--no-package-lock', '--ignore-scripts', '--offline', '--no-audit', '--no-fund'];
  execFileSync('npm', ['install', ...options, tarball], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
}

/** What the suite uses beside the package: jose to compare with, and libraries of schemas. */
const PEERS = ['jose', 'valibot', 'zod'];
/** The encrypted tokens of the RFCs, which the core's own tests open too. */
const EXAMPLES = join(here, '../../core/tests/data/jwe-rfc.json');

/** The folder, with suite and cases too, and what they use. */
export function stage({ target, tarball, cases }) {
  const folder = join(target, 'npm/run');
  install(folder, tarball);
  for (const kind of ['suite', 'parity']) cpSync(join(here, kind), join(folder, kind), { recursive: true });
  for (const name of PEERS) cpSync(join(here, 'node_modules', name), join(folder, 'node_modules', name), { recursive: true });
  // No import of JSON is known to every runtime.
  writeFileSync(join(folder, 'suite/examples.js'), `export default ${readFileSync(EXAMPLES, 'utf8')}`);
  cpSync(cases, join(folder, 'parity/cases.json'));
  return folder;
}

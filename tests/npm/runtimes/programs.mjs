// Node, Deno and Bun: a program, and what it printed.

import { execFile, spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const installed = join(import.meta.dirname, '../node_modules');
/** How Deno runs what npm has installed. */
export const DENO = ['run', '--quiet', '--no-lock', '--node-modules-dir=manual', '--allow-all'];

/** By name: a run of suite or parity, or nothing where the program is missing. */
export function programs(folder) {
  const run = (program, options, ending = 'js') => {
    if (!program) return undefined;
    return async (kind) => output(program, [...options, join(folder, kind, `program.${ending}`)], folder);
  };
  return {
    Node: { run: run(process.execPath, []) },
    'Node, by require': { run: run(process.execPath, [], 'cjs'), kinds: ['suite'] },
    Deno: { run: run(find('deno', '@deno', 'deno'), DENO) },
    Bun: { run: run(find('bun', '@oven', 'bin/bun'), ['run']) },
  };
}

async function output(program, words, cwd) {
  const { stdout } = await promisify(execFile)(program, words, { cwd, maxBuffer: 2 ** 26 });
  return stdout;
}

/** The binary of a platform's package, else the program on PATH: the packages' own scripts, which place it, do not run. */
export function find(name, scope, inside) {
  const folder = join(installed, scope);
  const ending = process.platform === 'win32' ? '.exe' : '';
  const packages = existsSync(folder) ? readdirSync(folder) : [];
  const candidates = [...packages.map((one) => join(folder, one, inside + ending)), name];
  return candidates.find((program) => spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0);
}

// Reports that core really gives, held against the types that the package declares for them.

import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { STRICT, compiler } from '../../wasm/build/types.mjs';

const HEAD = `import type { Inspection, Report } from 'claimscope'
type Found = NonNullable<Inspection['tokens']>[number]
const inspected = (_: Omit<Inspection, 'token' | 'tokens'> & { tokens?: Omit<Found, 'token'>[] }) => {}
const explained = (_: Report) => {}
`;

/**
 * How many reports there are, and which do not fit: one a line, so that the compiler's complaints say which.
 * @param {string} folder in which the package is installed
 * @param {string} file as `parity FILE` writes it
 */
export function declared(folder, file) {
  const cases = JSON.parse(readFileSync(file, 'utf8')).filter((one) => !one.decryption_key && !one.form && one.payload === undefined);
  const calls = cases.map(({ options, expected }) => `${options ? 'explained' : 'inspected'}(${literal(expected)})`);
  writeFileSync(join(folder, 'reports.ts'), `${HEAD}${calls.join('\n')}\n`);
  const types = join(import.meta.dirname, 'node_modules/@types');
  const options = [...STRICT, '--noEmit', '--pretty', 'false', '--types', 'node', '--typeRoots', types];
  const { status, stdout } = spawnSync(process.execPath, [compiler(), ...options, 'reports.ts'], { cwd: folder, encoding: 'utf8' });
  const failures = status === 0 ? [] : stdout.trim().split('\n');
  const lines = new Set(failures.map((failure) => failure.split(',')[0]));
  return { passed: cases.length - lines.size, failures };
}

/** What a token says may be anything, and is any to the types. */
function literal(expected) {
  const { header, claims, ...report } = JSON.parse(expected);
  return JSON.stringify({ ...report, header: header && {}, claims: claims && {} });
}

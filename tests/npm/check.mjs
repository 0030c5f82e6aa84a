// The package as others see it: `node tests/npm/check.mjs TARGET TARBALL`, called by `cargo xtask test`.

import { readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';

import { close } from './closing.mjs';
import { examples } from './examples.mjs';
import { lean } from './lean.mjs';

const [target, tarball] = process.argv.slice(2).map((word) => resolve(word));
const folder = join(target, 'npm/package');
/** Resolution without `exports`, as Node before 12 had it; and `require` of a wasm file, which no host knows. */
const isForeign = ({ resolutionKind, entrypoint }) =>
  resolutionKind === 'node10' || (resolutionKind === 'node16-cjs' && entrypoint.endsWith('.wasm'));

const findings = {
  publint: await published(),
  'are the types wrong': await types(),
  'paths of this machine': paths(),
  ...(await examples(target, tarball)),
  ...(await lean(target, tarball)),
};
for (const [name, found] of Object.entries(findings)) {
  console.log(`${name}: ${found.length === 0 ? 'nothing to say' : found.join('\n  ')}`);
}
const failures = Object.entries(findings).filter(([, found]) => found.length > 0).map(([name, found]) => `${name}: ${found[0]}`);
close({ passed: Object.keys(findings).length - failures.length, failures });

async function published() {
  const { messages, pkg } = await publint({ pkgDir: folder, strict: true });
  return messages.map((message) => formatMessage(message, pkg, { color: false }));
}

async function types() {
  const packed = createPackageFromTarballData(new Uint8Array(readFileSync(tarball)));
  const { problems = [] } = await checkPackage(packed);
  return problems
    .filter((problem) => !isForeign(problem))
    .map(({ kind, entrypoint, resolutionKind }) => `${kind} at ${entrypoint} by ${resolutionKind}`);
}

/** Files that name a folder of whoever built them. */
function paths() {
  const own = [join(homedir(), '.cargo'), resolve(import.meta.dirname, '../..')];
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => own.some((path) => readFileSync(file).includes(path)));
}

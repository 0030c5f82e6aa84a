// The examples in the documentation of every public function: there, type-checked, and run.

import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import { STRICT, compiler } from '../../wasm/build/types.mjs';
import { install } from './runtimes/stage.mjs';

/** What each check found wrong. */
export async function examples(target, tarball) {
  const folder = join(target, 'npm/examples');
  install(folder, tarball);
  const source = join(folder, 'node_modules/claimscope/js');
  const found = new Map([...collect(source), ...ofReadme(join(folder, 'node_modules/claimscope/README.md'))]);
  rmSync(join(folder, 'run'), { recursive: true, force: true });
  mkdirSync(join(folder, 'run'));
  for (const [name, text] of found) writeFileSync(join(folder, 'run', name), text);
  const names = [...found.keys()];
  return {
    'every public function has an example': await bare(folder, found),
    [`${names.length} examples are of the right types`]: checked(folder),
    [`${names.length} examples run`]: names.filter((name) => !name.endsWith('.worker.ts')).flatMap((name) => failure(folder, name)),
  };
}

/** Each example's code, by a file name that says where it stands. */
function collect(source) {
  const found = new Map();
  for (const file of readdirSync(source, { recursive: true }).map(String)) {
    if (!file.endsWith('.js') || basename(file) === 'wasm-base64.js') continue;
    const text = readFileSync(join(source, file), 'utf8');
    for (const [comment] of text.matchAll(/\/\*\*[\s\S]*?\*\//g)) {
      const lines = comment.split('\n').map((line) => line.replace(/^\s*\/?\*+\/? ?/, ''));
      const start = lines.findIndex((line) => line.startsWith('@example'));
      if (start < 0) continue;
      const rest = lines.slice(start + 1);
      const end = rest.findIndex((line) => line.startsWith('@'));
      const code = (end < 0 ? rest : rest.slice(0, end)).join('\n');
      found.set(`${file.replaceAll(/[/\\]/g, '-').slice(0, -3)}-${found.size + 1}.ts`, `${code.trim()}\nexport {};\n`);
    }
  }
  return found;
}

/** The README's blocks; those in TypeScript are for workers, and only of the right types. */
function ofReadme(file) {
  const blocks = [...readFileSync(file, 'utf8').matchAll(/^```(js|ts)\n([\s\S]*?)^```$/gm)];
  return blocks.map(([, kind, code], index) => [`readme-${index + 1}.${kind === 'ts' ? 'worker.ts' : 'ts'}`, code]);
}

/** Public functions that no example uses; instances of classes come from functions. */
async function bare(folder, found) {
  const all = [...found.values()].join('\n');
  const names = new Set();
  for (const entry of ['entry/node.js', 'entry/slim.js', 'decode.js']) {
    const module = await import(join(folder, 'node_modules/claimscope/js', entry));
    for (const [name, value] of Object.entries(module)) if (typeof value === 'function' && !`${value}`.startsWith('class')) names.add(name);
  }
  return [...names].filter((name) => !new RegExp(`\\b${name}\\b`).test(all)).map((name) => `${name} has none`);
}

function checked(folder) {
  const types = join(import.meta.dirname, 'node_modules/@types');
  const options = [...STRICT, '--noEmit', '--pretty', 'false', '--types', 'node', '--typeRoots', types];
  // The examples are JavaScript: what has no type in them has none for a reader either.
  options.push('--noImplicitAny', 'false');
  const files = readdirSync(join(folder, 'run')).map((name) => join('run', name));
  const { status, stdout } = spawnSync(process.execPath, [compiler(), ...options, ...files], { cwd: folder, encoding: 'utf8' });
  return status === 0 ? [] : stdout.trim().split('\n');
}

/** The examples hold no types of their own, so that Node runs them as they are. */
function failure(folder, name) {
  const file = name.replace(/\.ts$/, '.mjs');
  writeFileSync(join(folder, 'run', file), readFileSync(join(folder, 'run', name)));
  const { status, stderr } = spawnSync(process.execPath, [join('run', file)], { cwd: folder, encoding: 'utf8', timeout: 60_000 });
  return status === 0 ? [] : [`${name}: ${stderr.trim().split('\n').slice(0, 6).join('\n    ')}`];
}

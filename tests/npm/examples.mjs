// The examples in the documentation of every public function: there, type-checked, and run.

import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import { GUARDS } from '../../wasm/build/guards.mjs';
import { STRICT, compiler } from '../../wasm/build/types.mjs';
import { install } from './runtimes/stage.mjs';

/** What examples import beside the package. */
const FRAMEWORKS = ['@types', 'arktype', 'express', 'fastify', 'hono', 'koa', 'valibot', 'zod'];
const COMMENT = String.raw`(\/\*\*(?:(?!\*\/)[\s\S])*\*\/\n)?`;
const FUNCTION = new RegExp(`${COMMENT}(?:export )?declare function (\\w+)`, 'g');
const CLASS = /^(?:export )?declare class (\w+)[^\n]*\n([\s\S]*?)^\}/gm;
const METHOD = new RegExp(`^ *${COMMENT}    (?!constructor)(\\w+)(?:<[^\\n]*>)?\\(`, 'gm');

/** What each check found wrong. */
export async function examples(target, tarball) {
  const folder = join(target, 'npm/examples');
  install(folder, tarball);
  for (const name of FRAMEWORKS) symlinkSync(join(import.meta.dirname, 'node_modules', name), join(folder, 'node_modules', name), 'junction');
  const source = join(folder, 'node_modules/claimscope/js');
  const found = new Map([...collect(source), ...ofReadme(join(folder, 'node_modules/claimscope/README.md'))]);
  found.set('guard.worker.ts', readFileSync(join(import.meta.dirname, 'guard/types.ts'), 'utf8'));
  rmSync(join(folder, 'run'), { recursive: true, force: true });
  mkdirSync(join(folder, 'run'));
  for (const [name, text] of found) {
    writeFileSync(join(folder, 'run', name), text);
    if (!name.endsWith('.worker.ts')) writeFileSync(join(folder, 'run', name.replace(/\.ts$/, '.js')), text);
  }
  const names = [...found.keys()];
  return {
    'every public function and method has an example': await bare(folder),
    [`${names.length} examples are of the right types`]: checked(folder),
    [`${names.length} examples run`]: names.filter((name) => !name.endsWith('.worker.ts')).flatMap((name) => failure(folder, name)),
  };
}

/** Each example's code, by a file name that says where it stands. */
function collect(source) {
  const found = new Map();
  for (const file of readdirSync(source, { recursive: true }).map(String)) {
    if (!file.endsWith('.js') || basename(file) === 'wasm-text.js') continue;
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

/** The README's blocks, by the name that their first line gives them; those in TypeScript are for workers, and only of the right types. */
function ofReadme(file) {
  const blocks = [...readFileSync(file, 'utf8').matchAll(/^```(js|ts)\n([\s\S]*?)^```$/gm)];
  const name = (kind, code, index) => /^\/\/ (\w+)\.js\n/.exec(code)?.[1].concat('.ts') ?? `readme-${index + 1}.${kind === 'ts' ? 'worker.ts' : 'ts'}`;
  return blocks.map(([, kind, code], index) => [name(kind, code, index), code]);
}

/** Public functions, and methods of what they give, whose own comment has no example. */
async function bare(folder) {
  const source = join(folder, 'node_modules/claimscope/js');
  const names = new Set();
  const guards = GUARDS.map((name) => `guard/${name}.js`);
  for (const entry of ['entry/node.js', 'entry/slim.js', 'decode.js', 'decrypt/inline.js', ...guards]) {
    for (const name of Object.keys(await import(join(source, entry)))) names.add(name);
  }
  const files = readdirSync(source, { recursive: true }).map(String).filter((file) => file.endsWith('.d.ts'));
  const text = files.map((file) => readFileSync(join(source, file), 'utf8')).join('\n');
  const found = new Map();
  for (const [, comment = '', name] of text.matchAll(FUNCTION)) {
    // An entry's own `initSync` stands for the one within.
    if (!found.get(name)?.includes('@example')) found.set(name, comment);
  }
  for (const [, owner, body] of text.matchAll(CLASS)) {
    found.set(owner, '@example');
    for (const [, comment = '', name] of body.matchAll(METHOD)) found.set(`${owner}.${name}`, comment);
  }
  const isPublic = (name) => name.includes('.') || names.has(name);
  return [
    ...[...names].filter((name) => !found.has(name)).map((name) => `${name} is declared nowhere`),
    ...[...found].filter(([name, comment]) => isPublic(name) && !comment.includes('@example')).map(([name]) => `${name} has none`),
  ];
}

function checked(folder) {
  const types = join(import.meta.dirname, 'node_modules/@types');
  const options = [...STRICT, '--noEmit', '--pretty', 'false', '--types', 'node', '--typeRoots', types];
  // The examples are JavaScript: what has no type in them has none for a reader either.
  options.push('--noImplicitAny', 'false');
  const files = readdirSync(join(folder, 'run')).filter((name) => name.endsWith('.ts')).map((name) => join('run', name));
  const { status, stdout } = spawnSync(process.execPath, [compiler(), ...options, ...files], { cwd: folder, encoding: 'utf8' });
  // What the frameworks' own types have against each other is not ours.
  const isOurs = (line) => !line.includes('tests/npm/node_modules/');
  return status === 0 ? [] : stdout.trim().split('\n').filter(isOurs);
}

/** The examples hold no types of their own, so that Node runs them as they are; APIs among them must refuse who has no token. */
function failure(folder, name) {
  const file = join('run', name.replace(/\.ts$/, '.js'));
  const options = ['--import', join(import.meta.dirname, 'guard/visitor.mjs')];
  const { status, stderr } = spawnSync(process.execPath, [...options, file], { cwd: folder, encoding: 'utf8', timeout: 60_000 });
  return status === 0 ? [] : [`${name}: ${stderr.trim().split('\n').slice(0, 6).join('\n    ')}`];
}

// Declarations that an application makes of the package, with its libraries checked, by compilers old and new.

import { execFile } from 'node:child_process';
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const modules = join(import.meta.dirname, '../node_modules');
const COMPILERS = { 'TypeScript 5.0': 'typescript-5.0', 'TypeScript 5.4': 'typescript-5.4', 'TypeScript 5.9': 'typescript-5.9', 'TypeScript 7': 'typescript' };
const NONE = ['--typeRoots', 'none'];
const BUNDLER = ['--module', 'esnext', '--moduleResolution', 'bundler'];
const NODE = ['--module', 'nodenext'];

/** By what is said of an application: its kind of modules, and what the compiler is told. */
const APPLICATIONS = {
  'without DOM': ['module', [...NODE, ...NONE, '--lib', 'es2022']],
  'without DOM, by require': ['commonjs', [...NODE, ...NONE, '--lib', 'es2022']],
  'with DOM, for a bundler': ['module', [...BUNDLER, ...NONE, '--lib', 'es2022,dom,dom.iterable']],
  "with Node's types": ['module', [...NODE, '--lib', 'es2022', '--typeRoots', join(modules, '@types'), '--types', 'node']],
  "with Workers' types": ['module', [...BUNDLER, '--lib', 'es2022', '--typeRoots', join(modules, '@cloudflare'), '--types', 'workers-types']],
};

/** What the types of others ask for. */
const isTooOld = (compiler, application) => application.startsWith('with W') && compiler === 'TypeScript 5.0';

/** @param {string} folder in which the package is installed */
export function typeCases(folder) {
  const cases = {};
  for (const [compiler, name] of Object.entries(COMPILERS)) {
    for (const [application, [type, options]] of Object.entries(APPLICATIONS)) {
      if (isTooOld(compiler, application)) continue;
      cases[`${compiler}, ${application}`] = () => clean(folder, name, type, options);
    }
  }
  return { cases };
}

async function clean(folder, compiler, type, options) {
  cpSync(join(import.meta.dirname, 'types/consumer.ts'), join(folder, 'consumer.ts'));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type }));
  const words = ['--strict', '--declaration', '--target', 'es2022', '--outDir', 'declared', '--pretty', 'false', ...options, 'consumer.ts'];
  const program = join(modules, compiler, 'bin/tsc');
  try {
    await promisify(execFile)(process.execPath, [program, ...words], { cwd: folder });
  } catch (error) {
    throw new Error(error.stdout || error.message);
  } finally {
    writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n');
  }
}

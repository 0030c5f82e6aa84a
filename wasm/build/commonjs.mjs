// The CommonJS half of the package, for `require` in Node: the same modules, each entry in one file.

import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { buildSync } from 'esbuild';

import { GUARDS } from './guards.mjs';

/** Node's way to say where a module is, which CommonJS lacks. */
const URL_OF_MODULE = "const moduleUrl = require('node:url').pathToFileURL(__filename).href";

/**
 * Writes `cjs/`, which mirrors `js/`, so that relative paths hold in both.
 * @param {string} folder of the package
 */
export function commonJs(folder) {
  mkdirSync(join(folder, 'cjs'));
  writeFileSync(join(folder, 'cjs/package.json'), '{ "type": "commonjs" }\n');
  const names = ['entry/node.js', 'entry/slim.js', 'decode.js', ...GUARDS.map((name) => `guard/${name}.js`)];
  const entries = names.map((name) => join(folder, 'js', name));
  buildSync({
    entryPoints: entries,
    outdir: join(folder, 'cjs'),
    outbase: join(folder, 'js'),
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    banner: { js: URL_OF_MODULE },
    define: { 'import.meta.url': 'moduleUrl' },
    logLevel: 'warning',
  });
  cpSync(join(folder, 'js'), join(folder, 'cjs'), {
    recursive: true,
    filter: (source) => !source.endsWith('.js') || source.endsWith('.d.ts'),
  });
}

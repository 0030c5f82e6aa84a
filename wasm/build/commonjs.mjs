// The CommonJS half of the package, for `require` in Node: the same modules, each entry in one file.

import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

import { build } from 'esbuild';

import { GUARDS } from './guards.mjs';

/** The wasm files as JavaScript, which stay files of their own: some are needed by few. */
const WASM = ['wasm-text.js', 'diagnosis/wasm-text.js', 'decrypt/wasm-text.js', 'more-algorithms/wasm-text.js'];

/**
 * Writes `cjs/`, which mirrors `js/`, so that relative paths hold in both.
 * @param {string} folder of the package
 */
export async function commonJs(folder) {
  mkdirSync(join(folder, 'cjs'));
  writeFileSync(join(folder, 'cjs/package.json'), '{ "type": "commonjs" }\n');
  const names = ['entry/node.js', 'entry/slim.js', 'decode.js', 'decrypt/inline.js', 'more-algorithms/inline.js', ...GUARDS.map((name) => `guard/${name}.js`)];
  for (const name of names) await bundled(folder, name);
  cpSync(join(folder, 'js'), join(folder, 'cjs'), {
    recursive: true,
    filter: (source) => !source.endsWith('.js') || source.endsWith('.d.ts'),
  });
  for (const name of WASM) {
    const text = readFileSync(join(folder, 'js', name), 'utf8');
    writeFileSync(join(folder, 'cjs', name), text.replace('export default', 'module.exports ='));
  }
}

/**
 * @param {string} folder
 * @param {string} name of an entry
 */
async function bundled(folder, name) {
  const source = join(folder, 'js');
  await build({
    entryPoints: [join(source, name)],
    outfile: join(folder, 'cjs', name),
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    plugins: [{ name: 'wasm', setup: (esbuild) => esbuild.onResolve({ filter: /\/wasm-text\.js$/ }, external) }],
    logLevel: 'warning',
  });

  /** @param {{ path: string, resolveDir: string }} found */
  function external({ path, resolveDir }) {
    const from = relative(join(source, dirname(name)), join(resolveDir, path)).replaceAll('\\', '/');
    return { path: from.startsWith('.') ? from : `./${from}`, external: true };
  }
}

// Checks the sources by their JSDoc types and writes declarations beside them.

import { execFileSync } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

import { GUARDS, REQUESTS } from './guards.mjs';

/** What is checked, and how strictly; tests/npm checks the examples in the same way. */
export const STRICT = [
  '--strict',
  '--noImplicitReturns',
  '--noFallthroughCasesInSwitch',
  '--module', 'nodenext',
  '--target', 'es2022',
  '--lib', 'es2023,dom,dom.iterable',
];

/** The path of TypeScript's command line, to be run by node. */
export function compiler() {
  const manifest = createRequire(import.meta.url).resolve('typescript/package.json');
  return join(dirname(manifest), 'bin/tsc');
}

/**
 * @param {string} folder of the package
 * @param {string} wasm where Node's types are installed and host.d.ts is
 */
export function declarations(folder, wasm) {
  const entries = ['node', 'workerd', 'edge-light', 'browser', 'slim'].map((name) => `js/entry/${name}.js`);
  const options = [
    ...STRICT,
    '--allowJs', '--checkJs', '--declaration', '--emitDeclarationOnly', '--stripInternal',
    '--rootDir', folder, '--outDir', folder,
    '--types', 'node', '--typeRoots', join(wasm, 'node_modules/@types'),
    '--pretty', 'false',
  ];
  const guards = GUARDS.map((name) => `js/guard/${name}.js`);
  const files = [...entries, ...guards, 'js/decode.js', join(wasm, 'build/host.d.ts')];
  execFileSync(process.execPath, [compiler(), ...options, ...files], { cwd: folder, stdio: 'inherit' });
  for (const [name, text] of Object.entries(REQUESTS)) appendFileSync(join(folder, `js/guard/${name}.d.ts`), text);
}

// Checks the sources by their JSDoc types, and writes declarations: `js/claimscope.d.ts`, and a few lines for each entry.

import { execFileSync } from 'node:child_process';
import { appendFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

import { rollup } from 'rollup';
import { dts } from 'rollup-plugin-dts';

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

/** What JSDoc cannot say: types of others that are given on under their own names. */
const GIVEN_ON = "export type { KeyPair } from './sign.js';\nexport type * from './host.js';\nexport type * from './types.js';\n";

/** An alias of a type in another module. Of an alias, TypeScript cannot say by which import an application gets at the type. */
const ALIAS = /^export type (\w+) = import\('([^']+)'\)\.(\w+);$/gm;

/** What has declarations beside those of the main entry. */
const BESIDE = ['entry/slim', 'decrypt/index', 'more-algorithms/index', ...GUARDS.map((name) => `guard/${name}`)];

/**
 * @param {string} folder of the package
 * @param {string} wasm where Node's types are installed and host.d.ts is
 */
export async function declarations(folder, wasm) {
  const entries = ['node', 'workerd', 'edge-light', 'browser'].map((name) => `entry/${name}`);
  const options = [
    ...STRICT,
    '--allowJs', '--checkJs', '--declaration', '--emitDeclarationOnly', '--stripInternal',
    '--rootDir', folder, '--outDir', folder,
    '--types', 'node', '--typeRoots', join(wasm, 'node_modules/@types'),
    '--pretty', 'false',
  ];
  const parts = ['decrypt', 'more-algorithms'].flatMap((part) => ['inline', 'workerd', 'edge-light'].map((name) => `${part}/${name}`));
  const files = [...[...entries, ...parts, 'decode', ...BESIDE].map((name) => `js/${name}.js`), join(wasm, 'build/host.d.ts')];
  execFileSync(process.execPath, [compiler(), ...options, ...files], { cwd: folder, stdio: 'inherit' });
  const source = join(folder, 'js');
  const emitted = readdirSync(source, { recursive: true }).map(String).filter((file) => file.endsWith('.d.ts')).map((file) => join(source, file));
  for (const file of emitted) {
    const text = readFileSync(file, 'utf8');
    const named = (_, name, from, type) => `import type { ${type} as ${name} } from '${from}';\nexport type { ${name} };`;
    writeFileSync(file, text.replace(ALIAS, named));
  }
  appendFileSync(join(source, 'index.d.ts'), GIVEN_ON);
  const written = await bundled(source);
  for (const file of emitted) if (!file.endsWith('decode.d.ts')) rmSync(file);
  for (const [name, text] of written) writeFileSync(join(source, name), text);
  for (const [name, text] of Object.entries(REQUESTS)) appendFileSync(join(source, `guard/${name}.d.ts`), text);
}

/**
 * The declarations by file name. Types of older compilers are named by the file that declares them, so that the main entry's
 * has to have all that is reached from it.
 * @param {string} source
 * @returns {Promise<[name: string, text: string][]>}
 */
async function bundled(source) {
  const file = (name) => join(source, `${name}.d.ts`);
  const beside = Object.fromEntries(BESIDE.map((name) => [name, file(name)]));
  const isMain = (id) => !id.startsWith('.') && !/(entry.slim|(?:decrypt|more-algorithms).[\w-]+|guard.[\w-]+)\.d\.ts$/.test(id);
  const output = [
    ...(await outputOf({ claimscope: file('entry/node') }, /^node:/, {})),
    ...(await outputOf(beside, isMain, { paths: (id) => (id.startsWith('node:') ? id : './claimscope.js') })),
  ];
  // By a private member TypeScript would tell the package's two copies apart, which are one to whoever uses them.
  return output.map(({ fileName, code }) => [fileName, code.replace(/^ *#private;\n/gm, '')]);
}

async function outputOf(input, external, more) {
  const bundle = await rollup({ input, plugins: [dts()], external });
  const { output } = await bundle.generate({ entryFileNames: '[name].d.ts', chunkFileNames: 'guard/types.d.ts', hoistTransitiveImports: false, ...more });
  return output;
}

// Bundles for Node, Deno and Bun, each run where the package is not: the wasm has to be in them.

import { execFile, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { find } from '../runtimes/programs.mjs';
import { equal } from '../suite/harness.js';

const run = promisify(execFile);

/** What each bundle says. */
const SAYS = 'verified alice; 1 reason; signature.value\n';

const PROGRAM = `import { createVerifier, explainRejection, generateKey, sign } from 'claimscope'
import { lambdaGuard } from 'claimscope/guard/lambda'
import { createGuard } from 'claimscope/guard'

const claims = { iss: 'https://sts.example', aud: 'api1', exp: 2e9, sub: 'alice' }
async function main() {
  const { publicKey, privateKey } = await generateKey('RS256')
  const verifier = createVerifier({ issuer: claims.iss, audience: 'api1', algorithms: ['RS256'], keys: publicKey })
  const token = await sign(claims, { key: privateKey, algorithm: 'RS256' })
  const verified = await verifier.verify(token)
  const other = await sign(claims, { key: (await generateKey('RS256')).privateKey, algorithm: 'RS256', header: { kid: publicKey.kid } })
  const { code } = await verifier.verify(other).catch((error) => error)
  const { reasons } = await explainRejection({ status: 401, headers: { 'WWW-Authenticate': 'Bearer error="invalid_token", error_description="The token expired"' } })
  console.log(\`verified \${verified.claims.sub}; \${Math.min(reasons.length, 1)} reason; \${code}\`)
}
main()

const secret = new Uint8Array(32).fill(7)
const protect = lambdaGuard(createGuard({ verifier: createVerifier({ issuer: false, audience: false, algorithms: ['HS256'], keys: secret }) }))
export const handler = protect(async () => ({ statusCode: 200, body: '' }))
`;

const SLIM = `import { initSync, inspect } from 'claimscope/slim'
import wasm from 'claimscope/claimscope-slim.wasm'

initSync(wasm)
console.log(inspect('eyJhbGciOiJub25lIn0.e30.').format)
`;

/** @param {string} folder in which the package is installed */
export async function bundleCases(folder) {
  const entry = join(folder, 'bundled.js');
  writeFileSync(entry, PROGRAM);
  const bun = find('bun', '@oven', 'bin/bun');
  const cases = { ...ofJavaScript(folder, entry), ...(bun ? ofBun(bun, folder, entry) : {}) };
  return { cases, missing: bun ? [] : ['bundles by Bun: it is not installed'] };
}

/** Makes a file by `make` in a folder of its own, and runs it there. */
async function says(name, make, runs = (file) => run(process.execPath, [file])) {
  const alone = mkdtempSync(join(tmpdir(), 'claimscope-'));
  try {
    const file = join(alone, name);
    await make(file, alone);
    const { stdout } = await runs(file, alone);
    return stdout;
  } finally {
    rmSync(alone, { recursive: true, force: true });
  }
}

function ofJavaScript(folder, entry) {
  const esbuild = async (options) => (await import('esbuild')).build({ entryPoints: [entry], bundle: true, platform: 'node', logLevel: 'error', ...options });
  return {
    'esbuild, ESM': async () => equal(await says('program.mjs', (outfile) => esbuild({ outfile, format: 'esm' })), SAYS),
    'esbuild, CommonJS of a program that requires': async () => {
      const cjs = join(folder, 'bundled.cjs');
      await esbuild({ outfile: cjs, format: 'cjs', packages: 'external' });
      equal(await says('program.cjs', (outfile) => esbuild({ outfile, format: 'cjs', entryPoints: [cjs] })), SAYS);
    },
    'esbuild, the slim entry with its wasm as bytes': async () => {
      const slim = join(folder, 'slim.js');
      writeFileSync(slim, SLIM);
      const options = { entryPoints: [slim], format: 'esm', target: 'node20', loader: { '.wasm': 'binary' } };
      equal(await says('program.mjs', (outfile) => esbuild({ outfile, ...options })), 'jws\n');
    },
    Rollup: async () => equal(await says('program.mjs', (file) => byRollup(entry, file)), SAYS),
    'webpack, for Node': async () => equal(await says('program.cjs', (file, out) => byWebpack(folder, entry, out)), SAYS),
    'Vite, for the server': async () => equal(await says('program.mjs', (file, out) => byVite(folder, entry, out)), SAYS),
    'a zip for Lambda, with a bundle and with node_modules': async () => {
      const loads = 'import("./index.mjs").then(({ handler }) => handler({ version: "2.0", rawPath: "/", headers: {}, requestContext: { http: { method: "GET" } } }, {})).then(({ statusCode }) => console.log(statusCode))';
      const unpacked = (name, make) => says(name, (file, out) => zipped(file, out, make), (_, out) => run(process.execPath, ['-e', loads], { cwd: out }));
      equal((await unpacked('index.mjs', (outfile) => esbuild({ outfile, format: 'esm' }))).includes('401'), true);
      const whole = (file, out) => {
        cpSync(entry, file);
        cpSync(join(folder, 'node_modules/claimscope'), join(out, 'node_modules/claimscope'), { recursive: true });
      };
      equal((await unpacked('index.mjs', whole)).includes('401'), true);
    },
  };
}

function ofBun(bun, folder, entry) {
  const byBun = (options, file) => run(bun, ['build', entry, ...options, '--outfile', file], { cwd: folder });
  return {
    'bun build, for Node': async () => equal(await says('program.mjs', (file) => byBun(['--target', 'node'], file)), SAYS),
    'bun build, for Bun': async () => equal(await says('program.mjs', (file) => byBun(['--target', 'bun'], file), (file) => run(bun, ['run', file])), SAYS),
    'bun build, a program of one file': async () => equal(await says('program', (file) => byBun(['--compile'], file), (file) => run(file, [])), SAYS),
  };
}

async function byRollup(entry, file) {
  const { rollup } = await import('rollup');
  const { nodeResolve } = await import('@rollup/plugin-node-resolve');
  const bundle = await rollup({ input: entry, external: /^node:/, plugins: [nodeResolve({ exportConditions: ['node'] })] });
  await bundle.write({ file, format: 'esm', inlineDynamicImports: true });
}

async function byWebpack(context, entry, path) {
  const { default: webpack } = await import('webpack');
  const compiler = webpack({ mode: 'production', target: 'node', context, entry, performance: false, output: { path, filename: 'program.cjs' } });
  const stats = await promisify(compiler.run.bind(compiler))();
  if (stats.hasErrors()) throw new Error(stats.toString('errors-warnings'));
}

async function byVite(root, entry, outDir) {
  const { build } = await import('vite');
  const output = { entryFileNames: 'program.mjs' };
  const options = { outDir, ssr: entry, emptyOutDir: false, rollupOptions: { output } };
  await build({ root, configFile: false, logLevel: 'error', ssr: { noExternal: true }, build: options });
}

/** Makes the files, and packs and unpacks them, where Python is there to do so. */
async function zipped(file, out, make) {
  const before = join(out, 'before');
  mkdirSync(before);
  await make(join(before, 'index.mjs'), before);
  const python = ['python3', 'python'].find((name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0);
  if (!python) return cpSync(before, out, { recursive: true });
  const names = spawnSync('ls', [], { cwd: before, encoding: 'utf8' }).stdout.trim().split('\n');
  await run(python, ['-m', 'zipfile', '-c', join(out, 'function.zip'), ...names], { cwd: before });
  await run(python, ['-m', 'zipfile', '-e', join(out, 'function.zip'), out]);
  rmSync(before, { recursive: true });
}

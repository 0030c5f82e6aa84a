// `claimscope/lean`: each entry in one file, with the glue of its own wasm and a state of its own.

import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { build } from 'esbuild';

/** By file: the entry that it is made of, and for whom. */
const FILES = {
  'browser.js': { entry: 'browser', format: 'esm' },
  'edge-light.js': { entry: 'edge-light', format: 'esm' },
  'node.cjs': { entry: 'node', format: 'cjs' },
  'node.js': { entry: 'node', format: 'esm' },
  'workerd.js': { entry: 'workerd', format: 'esm' },
};

/** The same names as the package gives. */
const TYPES = `export { ClaimscopeError, KeySource, Verifier, cacheApiStore, createVerifier, engines, issuerAddresses, kvStore, localJwks, memoryStore, redisStore, remoteIssuer, remoteJwks } from '../js/claimscope.js';
export type { Check, CheckId, ClaimsSchema, Code, EngineName, ErrorCode, IssuerOptions, IssuersOptions, KeyReport, KeysEvent, RemoteKeySource, RemoteOptions, Store, Verified, VerifierOptions } from '../js/claimscope.js';
`;

/**
 * Writes `lean/` in the package and takes its sources out.
 * @param {string} folder of the package
 * @param {string} glue path of the glue
 */
export async function lean(folder, glue) {
  const source = join(folder, 'js/lean');
  const plugin = {
    name: 'lean',
    setup(esbuild) {
      esbuild.onResolve({ filter: /\/glue\.js$/ }, () => ({ path: glue }));
      esbuild.onResolve({ filter: /\.wasm(\?module)?$/ }, ({ path }) => ({ path: path.replace('../../', '../'), external: true }));
    },
  };
  for (const [file, { entry, format }] of Object.entries(FILES)) {
    await build({
      entryPoints: [join(source, `${entry}.js`)],
      outfile: join(folder, 'lean', file),
      bundle: true,
      format,
      target: 'es2022',
      platform: entry === 'node' ? 'node' : 'neutral',
      plugins: [plugin],
      logLevel: 'warning',
    });
  }
  writeFileSync(join(folder, 'lean/index.d.ts'), TYPES);
  writeFileSync(join(folder, 'lean/index.d.cts'), TYPES.replaceAll('../js/', '../cjs/'));
  for (const half of ['js', 'cjs']) rmSync(join(folder, half, 'lean'), { recursive: true, force: true });
}

// workerd by Miniflare: wasm comes as a module, and bytes cannot be compiled.

import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import { build } from 'esbuild';

/** A run of suite or parity, or nothing where workerd is missing. */
export async function workerd(folder) {
  const miniflare = await import('miniflare').catch(() => undefined);
  if (!miniflare) return undefined;
  return async (kind) => {
    const modules = await bundle(join(folder, kind, 'worker.js'));
    const worker = new miniflare.Miniflare({ compatibilityDate: '2026-01-01', modules });
    try {
      const body = kind === 'parity' ? readFileSync(join(folder, 'parity/cases.json')) : undefined;
      const response = await worker.dispatchFetch('http://worker/', { method: 'POST', body });
      return await response.text();
    } finally {
      await worker.dispose();
    }
  };
}

/** As wrangler ships a worker: one script, and wasm files beside it. */
export async function bundle(entry) {
  const wasm = [];
  const modules = {
    name: 'modules',
    setup: (build) =>
      build.onResolve({ filter: /\.wasm$/ }, ({ path, resolveDir }) => {
        const name = basename(path);
        wasm.push({ type: 'CompiledWasm', path: name, contents: readFileSync(join(resolveDir, path)) });
        return { path: `./${name}`, external: true };
      }),
  };
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    format: 'esm',
    target: 'es2022',
    conditions: ['workerd', 'worker'],
    plugins: [modules],
    write: false,
    logLevel: 'warning',
  });
  return [{ type: 'ESModule', path: 'worker.js', contents: outputFiles[0].text }, ...wasm];
}

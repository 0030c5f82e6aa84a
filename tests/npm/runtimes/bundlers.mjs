// What sites are shipped with. Each makes one script of the entry, and must not copy the wasm file beside it.

import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';

/** By name: makes a bundle in `folder/bundles/NAME` and gives the script's path on the server. */
export const bundlers = {
  Vite: async (folder, entry) => {
    const { build } = await import('vite');
    const output = { entryFileNames: 'page.js' };
    await build({
      root: folder,
      configFile: false,
      logLevel: 'warn',
      build: { outDir: out(folder, 'vite'), chunkSizeWarningLimit: 2000, rollupOptions: { input: entry, output } },
    });
    return checked(folder, 'vite');
  },
  esbuild: async (folder, entry) => {
    const { build } = await import('esbuild');
    await build({
      entryPoints: [entry],
      outfile: join(out(folder, 'esbuild'), 'page.js'),
      bundle: true,
      minify: true,
      format: 'esm',
      logLevel: 'warning',
    });
    return checked(folder, 'esbuild');
  },
  webpack: async (folder, entry) => {
    const { default: webpack } = await import('webpack');
    const compiler = webpack({
      mode: 'production',
      context: folder,
      entry,
      performance: false,
      output: { path: out(folder, 'webpack'), filename: 'page.js' },
    });
    const stats = await promisify(compiler.run.bind(compiler))();
    if (stats.hasErrors() || stats.hasWarnings()) throw new Error(stats.toString('errors-warnings'));
    return checked(folder, 'webpack');
  },
};

const out = (folder, name) => join(folder, 'bundles', name);

function checked(folder, name) {
  const files = readdirSync(out(folder, name), { recursive: true }).map((file) => basename(String(file)));
  if (files.some((file) => file.endsWith('.wasm'))) throw new Error(`${name} ships the wasm file a second time`);
  return `/bundles/${name}/page.js`;
}

// The suite in workerd, which compiles no bytes: the wasm file goes in as a module.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { resolved } from './browsers.mjs'

export async function inWorkerd(folder) {
  const { Miniflare } = resolved('miniflare')
  const wasm = []
  const asModule = {
    name: 'wasm',
    setup: (build) =>
      build.onResolve({ filter: /\.wasm$/ }, ({ path, resolveDir }) => {
        const contents = readFileSync(join(resolveDir, path))
        wasm.push({ type: 'CompiledWasm', path: `${wasm.length}.wasm`, contents })
        return { path: `./${wasm.at(-1).path}`, external: true }
      }),
  }
  const { outputFiles } = await resolved('esbuild').build({
    entryPoints: [join(folder, 'worker.js')],
    bundle: true,
    format: 'esm',
    conditions: ['workerd', 'worker'],
    plugins: [asModule],
    write: false,
  })
  const worker = { type: 'ESModule', path: 'worker.js', contents: outputFiles[0].text }
  const workerd = new Miniflare({ compatibilityDate: '2026-01-01', modules: [worker, ...wasm] })
  try {
    const response = await workerd.dispatchFetch('http://worker/')
    return await response.text()
  } finally {
    await workerd.dispose()
  }
}

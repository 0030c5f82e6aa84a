// The page in one file, by the bundlers that people use, with no word of configuration for wasm.

import { join } from 'node:path'

import { resolved } from './browsers.mjs'

const inputOf = (folder) => join(folder, 'page.js')

/** Each makes a file and gives its path within the folder. */
export const bundles = {
  async esbuild(folder) {
    const outfile = join(folder, 'bundled/esbuild.js')
    await resolved('esbuild').build({ entryPoints: [inputOf(folder)], bundle: true, format: 'esm', outfile, minify: true })
    return 'bundled/esbuild.js'
  },
  async vite(folder) {
    const { build } = await import('vite')
    const rollupOptions = { input: inputOf(folder), output: { entryFileNames: 'page.js' } }
    const output = { outDir: join(folder, 'bundled/vite'), rollupOptions }
    await build({ root: folder, configFile: false, logLevel: 'error', build: output })
    return 'bundled/vite/page.js'
  },
  async webpack(folder) {
    const output = { path: join(folder, 'bundled/webpack'), filename: 'page.js' }
    const compiler = resolved('webpack')({ mode: 'production', entry: inputOf(folder), output, context: folder, performance: false })
    await new Promise((done, fail) => {
      compiler.run((error, stats) => {
        if (error ?? stats.hasErrors()) fail(error ?? new Error(stats.toString('errors-only')))
        else compiler.close(done)
      })
    })
    return 'bundled/webpack/page.js'
  },
}

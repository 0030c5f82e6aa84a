/** Starts each runtime, hands it the fixtures and takes its times. */

import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { join } from 'node:path'

/** By name: `run({folder, root, fixtures})` gives `{version, times}`. */
export const RUNTIMES = {
  Node: (run) => inProcess(run, process.execPath, []),
  Deno: (run) => inProcess(run, packaged(run, ['deno/deno', '@deno/linux-x64-glibc/deno']), DENO),
  Bun: (run) => inProcess(run, packaged(run, ['bun/bin/bun.exe', '@oven/bun-linux-x64/bin/bun']), ['run']),
  workerd: inWorkerd,
  Chromium: inChromium,
}

const DENO = ['run', '--quiet', '--no-lock', '--node-modules-dir=manual', '--allow-all']
const LARGE = 64 * 1024 * 1024

function inProcess({ folder, fixtures }, program, options) {
  return outputOf(folder, program, [...options, join(folder, 'in-process.mjs')], fixtures)
}

/** Requests per second behind guards, in Node. */
export const guarded = ({ folder, fixture }) => outputOf(folder, process.execPath, [join(folder, 'guard.mjs')], fixture)

/** What a program prints as JSON, to which input is given as JSON. */
function outputOf(folder, program, words, input) {
  const output = execFileSync(program, words, {
    cwd: folder,
    input: JSON.stringify(input),
    encoding: 'utf8',
    maxBuffer: LARGE,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  return JSON.parse(output)
}

/** A program that an npm package brings. */
function packaged({ root }, places) {
  const installed = join(root, 'tests/npm/node_modules')
  const found = places.map((place) => join(installed, place)).find(starts)
  if (!found) throw new Error(`none of ${places.join(', ')} in tests/npm/node_modules can be started`)
  return found
}

function starts(program) {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

async function inWorkerd({ folder, root, fixtures }) {
  const require = createRequire(join(root, 'tests/npm/package.json'))
  const { Miniflare } = require('miniflare')
  const modules = await bundledWorker({ folder, root, entry: 'worker.mjs' })
  const workerd = new Miniflare({ compatibilityDate: '2026-01-01', modules })
  try {
    const times = {}
    for (const fixture of fixtures) {
      const started = performance.now()
      const response = await workerd.dispatchFetch('http://worker/', { method: 'POST', body: JSON.stringify(fixture) })
      const outside = performance.now() - started
      if (!response.ok) throw new Error(`workerd: ${await response.text()}`)
      const result = await response.json()
      // Were the clock inside to stand still, the times would mean nothing.
      if (result.spent < outside / 2) throw new Error('workerd: its clock did not go on')
      times[fixture.algorithm] = result.times
    }
    return { version: require('workerd/package.json').version, times }
  } finally {
    await workerd.dispose()
  }
}

/** The modules of a worker: one script, and wasm beside it. */
export async function bundledWorker({ folder, root, entry }) {
  const require = createRequire(join(root, 'tests/npm/package.json'))
  const wasm = []
  const script = await bundle(require, folder, entry, ['workerd', 'worker'], {
    name: 'module',
    setup: (build) =>
      build.onResolve({ filter: /\.wasm$/ }, ({ path, resolveDir }) => {
        wasm.push({ type: 'CompiledWasm', path: `wasm-${wasm.length}.wasm`, contents: readFileSync(join(resolveDir, path)) })
        return { path: `./${wasm.at(-1).path}`, external: true }
      }),
  })
  return [{ type: 'ESModule', path: 'worker.mjs', contents: script }, ...wasm]
}

async function inChromium({ folder, root, fixtures }) {
  const require = createRequire(join(root, 'tests/npm/package.json'))
  const { chromium } = require('playwright-core')
  const script = await bundle(require, folder, 'page.mjs', ['browser'])
  const server = createServer((request, response) => serve(request.url, response, script))
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const browser = await chromium.launch({
    executablePath: process.env.CLAIMSCOPE_CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu'],
  })
  try {
    const page = await browser.newPage()
    // localhost is a secure context, which WebCrypto asks for.
    await page.goto(`http://localhost:${server.address().port}/`)
    const times = {}
    for (const fixture of fixtures) {
      times[fixture.algorithm] = await page.evaluate((fixture) => globalThis.bench(fixture), fixture)
    }
    return { version: browser.version(), times }
  } finally {
    await browser.close()
    server.close()
  }
}

function serve(url, response, script) {
  const page = url === '/'
  response.setHeader('Content-Type', page ? 'text/html' : 'text/javascript')
  // An isolated page has a finer clock.
  response.setHeader('Cross-Origin-Opener-Policy', 'same-origin')
  response.setHeader('Cross-Origin-Embedder-Policy', 'require-corp')
  response.end(page ? '<!doctype html><title>bench</title><script type="module" src="/page.mjs"></script>' : script)
}

/** One file out of many, as a site or a worker is shipped. */
async function bundle(require, folder, entry, conditions, plugin) {
  const { build } = require('esbuild')
  const result = await build({
    entryPoints: [join(folder, entry)],
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    conditions,
    plugins: plugin ? [plugin] : [],
    write: false,
    logLevel: 'error',
  })
  return result.outputFiles[0].text
}

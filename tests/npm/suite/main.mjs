// Installs the packed package in a fresh folder and runs the suite on it everywhere: `node tests/npm/suite/main.mjs TARBALL FOLDER`.

import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

import { bundles } from './bundles.mjs'
import { inChromium, inFirefox } from './browsers.mjs'
import { packaged, program } from './programs.mjs'
import { inWorkerd } from './workerd.mjs'

const [tarball, folder] = process.argv.slice(2).map((path) => resolve(path))
rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })
cpSync(import.meta.dirname, folder, { recursive: true })
writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }))
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
execFileSync(npm, ['install', '--no-save', '--no-package-lock', '--ignore-scripts', '--offline', tarball], {
  cwd: folder,
  stdio: ['ignore', 'ignore', 'inherit'],
  shell: process.platform === 'win32',
})

const modules = join(dirname(import.meta.dirname), 'node_modules')
const deno = ['run', '--quiet', '--no-lock', '--node-modules-dir=manual', '--allow-all']
const runtimes = {
  Node: () => program(folder, process.execPath, ['program.js']),
  'Node, by require': () => program(folder, process.execPath, ['program.cjs']),
  Deno: () => program(folder, packaged(modules, ['deno/deno', '@deno/linux-x64-glibc/deno']), [...deno, 'program.js']),
  Bun: () => program(folder, packaged(modules, ['bun/bin/bun.exe', '@oven/bun-linux-x64/bin/bun']), ['run', 'program.js']),
  workerd: () => inWorkerd(folder),
  Chromium: () => inChromium(folder, 'page.js'),
  Firefox: () => inFirefox(folder, 'page.js'),
  'Chromium, bundled by esbuild': async () => inChromium(folder, await bundles.esbuild(folder)),
  'Chromium, bundled by Vite': async () => inChromium(folder, await bundles.vite(folder)),
  'Chromium, bundled by webpack': async () => inChromium(folder, await bundles.webpack(folder)),
}

let [passed, failed] = [0, 0]
for (const [name, run] of Object.entries(runtimes)) {
  let outcome
  try {
    outcome = JSON.parse(await run())
  } catch (error) {
    outcome = { passed: 0, failures: [error.message] }
  }
  passed += outcome.passed
  failed += outcome.failures.length
  console.log(`${name}: ${outcome.passed} of ${outcome.passed + outcome.failures.length} hold`)
  for (const failure of outcome.failures) console.log(`  ${failure}`)
}
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed > 0 ? 1 : 0

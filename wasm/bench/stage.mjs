/** A folder in which `claimscope` is the packed package and every other name is what tests/npm has installed. */

import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const MEASURED = ['claimscope', 'jose', 'fast-jwt', 'jsonwebtoken', 'hono', 'express-oauth2-jwt-bearer']

/** Makes the folder anew. */
export function stage({ root, tarball, target }) {
  const outer = join(target, 'npm/bench')
  const folder = join(outer, 'run')
  rmSync(outer, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  cpSync(join(root, 'wasm/bench'), folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }))
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  execFileSync(npm, ['install', '--no-save', '--no-package-lock', '--ignore-scripts', '--offline', tarball], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  })
  const installed = join(root, 'tests/npm/node_modules')
  // Names that are not in the inner folder are looked for in the outer one.
  symlinkSync(installed, join(outer, 'node_modules'), 'junction')
  const place = { claimscope: join(folder, 'node_modules') }
  const version = (name) => JSON.parse(readFileSync(join(place[name] ?? installed, name, 'package.json'))).version
  return { folder, versions: Object.fromEntries(MEASURED.map((name) => [name, version(name)])) }
}

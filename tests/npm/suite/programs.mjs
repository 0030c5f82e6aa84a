// Runtimes that are programs.

import { execFileSync } from 'node:child_process'
import { join } from 'node:path'

/** Runs one and gives the last line that it printed. */
export function program(folder, executable, words) {
  const text = execFileSync(executable, words, { cwd: folder, encoding: 'utf8', timeout: 120_000 })
  return text.trim().split('\n').at(-1)
}

/** A program that an npm package brings, wherever it keeps it. */
export function packaged(modules, places) {
  const found = places.map((place) => join(modules, place)).find(starts)
  if (!found) throw new Error(`none of ${places.join(', ')} can be started`)
  return found
}

function starts(executable) {
  try {
    execFileSync(executable, ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

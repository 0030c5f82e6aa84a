/** `cargo xtask bench npm`: the packed package beside other libraries in every runtime; writes docs/bench-npm.md. */

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { RUNTIMES } from './runtimes.mjs'
import { stage } from './stage.mjs'
import { document, missed, summary } from './table.mjs'
import { ALGORITHMS, fixture } from './tokens.mjs'

const [root, tarball, target] = process.argv.slice(2)
const { folder, versions } = stage({ root, tarball, target })
const fixtures = ALGORITHMS.map(fixture)
const results = {}
for (const [name, run] of Object.entries(RUNTIMES)) {
  const started = Date.now()
  const result = await run({ folder, root, fixtures })
  results[name] = result
  const seconds = ((Date.now() - started) / 1000).toFixed(0)
  console.log(`${name} ${result.version}: ${seconds} s`)
  console.log(summary(name, result))
}
const file = join(root, 'docs/bench-npm.md')
writeFileSync(file, document(results, versions))
const misses = missed(results)
console.log(misses.length === 0 ? 'Every aim is met.' : `Aims missed: ${misses.length}\n${misses.join('\n')}`)

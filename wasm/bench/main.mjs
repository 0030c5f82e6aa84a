/** `cargo xtask bench npm`: the packed package beside other libraries in every runtime; writes docs/bench-npm.md. */

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { coldStarts } from './cold.mjs'
import { decryptSection } from './decrypt-table.mjs'
import { RUNTIMES, guarded } from './runtimes.mjs'
import { sizes } from './sizes.mjs'
import { stage } from './stage.mjs'
import { document, missed, summary } from './table.mjs'
import { furtherSections, furtherTables } from './further.mjs'
import { ALGORITHMS, fixture } from './tokens.mjs'

const [root, tarball, target] = process.argv.slice(2)
const { folder, versions } = stage({ root, tarball, target })
const fixtures = ALGORITHMS.map(fixture)
const usual = fixtures[ALGORITHMS.indexOf('RS256')]
const more = await timed('sizes, cold starts and guards', async () => ({
  sizes: await sizes({ folder, root }),
  coldStarts: await coldStarts({ folder, root, fixture: usual }),
  guards: guarded({ folder, fixture: usual }),
}))
console.log(furtherTables(more))
const results = {}
for (const [name, run] of Object.entries(RUNTIMES)) {
  results[name] = await timed(name, () => run({ folder, root, fixtures }))
  console.log(summary(name, results[name]))
}
writeFileSync(join(root, 'docs/bench-npm.md'), document(results, versions) + furtherSections(more) + decryptSection(folder))
const misses = missed(results)
console.log(misses.length === 0 ? 'Every aim is met.' : `Aims missed: ${misses.length}\n${misses.join('\n')}`)

async function timed(name, work) {
  const started = Date.now()
  const result = await work()
  console.log(`${[name, result.version].filter(Boolean).join(' ')}: ${((Date.now() - started) / 1000).toFixed(0)} s`)
  return result
}

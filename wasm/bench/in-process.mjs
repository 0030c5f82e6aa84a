/** One run in Node, Deno or Bun: fixtures come in on standard input, times go out on standard output. */

import process from 'node:process'

import { everywhere } from './everywhere.mjs'
import { measure } from './measure.mjs'
import { withNodeCrypto } from './with-node-crypto.mjs'

let text = ''
for await (const chunk of process.stdin) text += chunk
const times = {}
for (const fixture of JSON.parse(text)) {
  const contenders = { ...(await everywhere(fixture)), ...withNodeCrypto(fixture) }
  times[fixture.algorithm] = await measure(fixture, contenders, () => performance.now())
}
process.stdout.write(JSON.stringify({ version: version(), times }))

function version() {
  if (globalThis.Deno) return Deno.version.deno
  return process.versions.bun ?? process.versions.node
}

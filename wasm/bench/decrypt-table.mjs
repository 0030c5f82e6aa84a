/** Runs `decrypt.mjs` in the staged folder, and makes a section of docs/bench-npm.md of it. */

import { execFileSync } from 'node:child_process'
import { join } from 'node:path'

/** @param {string} folder in which the package is installed */
export function decryptSection(folder) {
  const output = execFileSync(process.execPath, [join(folder, 'decrypt.mjs')], { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })
  const { version, times } = JSON.parse(output)
  const rows = Object.entries(times).map(([form, { jose, 'claimscope/decrypt': ours }]) => `| ${form} | ${digits(ours)} | ${digits(jose)} (${digits(jose / ours)}×) |`)
  return `
## Encrypted tokens

In Node ${version}: \`claimscope/decrypt\` with a key that \`decryptionKey\` has read, beside jose's \`compactDecrypt\` with an imported
key; claims of about 130 characters, RSA 2048 bits, ECDH on P-256. Both compute by WebCrypto.

| µs | **claimscope/decrypt** | jose |
| --- | --- | --- |
${rows.join('\n')}
`
}

const digits = (number) => number.toFixed(number < 20 ? 1 : 0)

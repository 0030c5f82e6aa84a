/** Sizes, cold starts and guards as tables. */

import { table } from './table.mjs'

const whole = (number) => Math.round(number).toLocaleString('en')
const times = (ratio) => `${ratio.toFixed(2)}×`

/** Rows of one measure beside the one of another name. */
function beside(measured, other, head, shown) {
  const rows = Object.entries(measured).map(([name, value]) => [name, ...shown(value), name === other ? '' : times(value / measured[other])])
  return table(['', ...head, `of ${other}`], rows)
}

/** What is measured, by the heading of its table. */
function tables({ sizes, coldStarts, guards }) {
  const gzipped = Object.fromEntries(Object.entries(sizes).map(([name, { gzip }]) => [name, gzip]))
  const found = { 'Bytes for a browser': beside(gzipped, 'jose', ['gzipped'], (bytes) => [whole(bytes)]) }
  for (const [where, milliseconds] of Object.entries(coldStarts)) {
    found[`Cold start: ${where}`] = beside(milliseconds, 'jose', ['ms'], (value) => [value.toFixed(1)])
  }
  for (const [framework, rates] of Object.entries(guards)) {
    const added = (rate) => (1e6 / rate - 1e6 / rates['no guard']).toFixed(0)
    const other = Object.keys(rates).at(-1)
    found[`Requests behind a guard: ${framework}`] = beside(rates, other, ['requests/s', 'µs added'], (rate) => [whole(rate), added(rate)])
  }
  return found
}

/** For the terminal. */
export function furtherTables(measured) {
  return Object.entries(tables(measured)).map(([heading, text]) => `${heading}\n${text}\n`).join('\n')
}

/** For docs/bench-npm.md. */
export function furtherSections(measured) {
  const sections = Object.entries(tables(measured)).map(([heading, text]) => `### ${heading}\n\n${text}\n`)
  return `
## Beside verifying

All of one run, RS256, in turns with what they stand beside.

- Bytes: what a browser loads to verify tokens by published keys, in one minified file with the wasm in it, gzipped.
- A cold start is the time until the first token is verified: in Node in a new process from before the first import; in workerd the first
  request to a new worker, and beside it how long the worker takes to start. The median of 11.
- Guards: requests per second of processor time, with a good token, the best of 20 turns; over eight connections that stay open in Express, with
  the client in the same process, and handed over without a connection in Hono. Keys are in hand. Each has answered 401 to every wrong token before.

${sections.join('\n')}`
}

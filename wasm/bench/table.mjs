/** The measured times as tables: every library beside ours, and what was aimed at. */

const ALGORITHMS = ['HS256', 'RS256', 'PS256', 'ES256', 'EdDSA']

/** Rows of the tables; `beside` is the row of ours that does the same kind of call. */
const ROWS = [
  { name: 'claimscope verify' },
  { name: 'claimscope/lean verify' },
  { name: 'jose', beside: 'claimscope verify' },
  { name: 'hono/jwt', beside: 'claimscope verify' },
  { name: 'claimscope verifySync' },
  { name: 'fast-jwt', beside: 'claimscope verifySync' },
  { name: 'jsonwebtoken', beside: 'claimscope verifySync' },
  { name: 'claimscope cached verify' },
  { name: 'claimscope cached verifySync' },
  { name: 'fast-jwt cached', beside: 'claimscope cached verifySync' },
]

const AIMS = [
  { text: 'faster than jose', ours: 'claimscope verify', theirs: 'jose', ratio: 1 },
  { text: 'HS256 3 times as fast as jose', ours: 'claimscope verify', theirs: 'jose', ratio: 3, algorithm: 'HS256' },
  // Two measurements of one thing differ by so much.
  { text: 'level with fast-jwt on Node', ours: 'claimscope verifySync', theirs: 'fast-jwt', ratio: 0.95, runtime: 'Node' },
  {
    text: "cached no slower than fast-jwt's cache on Node",
    ours: 'claimscope cached verifySync',
    theirs: 'fast-jwt cached',
    ratio: 1,
    runtime: 'Node',
  },
]

/** How often theirs takes the time of ours. */
function ratio(times, ours, theirs) {
  return times?.[ours] && times[theirs] ? times[theirs] / times[ours] : undefined
}

/** One runtime's times, for the terminal. */
export function summary(runtime, { times }) {
  const head = ['', ...ALGORITHMS]
  const body = ROWS.map((row) => [row.name, ...ALGORITHMS.map((algorithm) => cell(row, times[algorithm]) ?? '-')])
  const widths = head.map((_, column) => Math.max(...[head, ...body].map((row) => row[column].length)))
  return [head, ...body]
    .map((row) => `  ${row.map((text, column) => text.padEnd(widths[column])).join('  ').trimEnd()}`)
    .join('\n')
}

function cell({ name, beside }, times) {
  if (times?.[name] === undefined) return undefined
  const slower = beside ? ratio(times, beside, name) : undefined
  return slower ? `${digits(times[name])} (${digits(slower)}×)` : digits(times[name])
}

function digits(number) {
  return number.toFixed(number < 20 ? 1 : 0)
}

/** Each aim in each place it holds for. */
function judged(results) {
  return AIMS.flatMap((aim) =>
    Object.entries(results)
      .filter(([runtime]) => !aim.runtime || aim.runtime === runtime)
      .flatMap(([runtime, { times }]) =>
        ALGORITHMS.filter((algorithm) => !aim.algorithm || aim.algorithm === algorithm).map((algorithm) => {
          const found = ratio(times[algorithm], aim.ours, aim.theirs)
          return { aim, runtime, algorithm, found, met: found >= aim.ratio }
        }),
      ),
  )
}

/** A line for each aim that was missed. */
export function missed(results) {
  return judged(results)
    .filter(({ met }) => !met)
    .map(({ aim, runtime, algorithm, found }) => `${aim.text}: ${runtime} ${algorithm} ${shown(found)}`)
}

/** All of docs/bench-npm.md. */
export function document(results, versions) {
  const runtimes = Object.keys(results)
  const named = (list) => Object.entries(list).map(([name, version]) => `${name} ${version}`).join(', ')
  const ran = Object.fromEntries(runtimes.map((runtime) => [runtime, results[runtime].version]))
  return `# The npm package beside other libraries

Written by \`cargo xtask bench npm\`. Only the ratios carry over to another machine.

- Runtimes: ${named(ran)}.
- Libraries: ${named(versions)}.
- Each verifies 32 tokens in turn (about 400 characters; RSA 2048 bits; HMAC secret 32 bytes) and checks the signature
  with one allowed algorithm, \`iss\`, \`aud\` and \`exp\`. Keys are prepared once. Before it is timed, each has accepted all
  tokens and refused a changed signature, another issuer, another audience and an expired token.
- A number is microseconds per token: the best of many short turns, taken in turns with the other libraries. The ratio in
  brackets says how often that library takes the time of ours: asynchronous ones are set beside \`verify\`, synchronous
  ones beside \`verifySync\`.
- "-" means: jsonwebtoken has no EdDSA; fast-jwt and jsonwebtoken need Node's crypto module, which workerd (as it is by
  default) and browsers lack; \`verifySync\` is not there where the chosen engine is WebCrypto.

${ALGORITHMS.map((algorithm) => section(algorithm, runtimes, results)).join('\n\n')}

## Aims

${aims(results, runtimes)}
`
}

function section(algorithm, runtimes, results) {
  const rows = ROWS.map((row) => [
    row.beside ? row.name : `**${row.name}**`,
    ...runtimes.map((runtime) => cell(row, results[runtime].times[algorithm]) ?? '-'),
  ])
  return `## ${algorithm}\n\n${table(['µs', ...runtimes], rows)}`
}

function aims(results, runtimes) {
  const all = judged(results)
  const rows = AIMS.map((aim) => [
    aim.text,
    ...runtimes.map((runtime) => verdict(all.filter((one) => one.aim === aim && one.runtime === runtime))),
  ])
  return table(['aim', ...runtimes], rows)
}

function verdict(cases) {
  if (cases.length === 0) return '-'
  const misses = cases.filter(({ met }) => !met)
  if (misses.length === 0) return 'met'
  return `missed: ${misses.map(({ algorithm, found }) => `${algorithm} ${shown(found)}`).join(', ')}`
}

function shown(found) {
  return found === undefined ? 'not measured' : `${found.toFixed(2)}×`
}

/** A table as Markdown has it. */
export function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

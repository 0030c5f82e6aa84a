/** Measures contenders in turns, so that what disturbs the machine disturbs all of them. The same in every runtime. */

/** How often each contender has its turn. */
const ROUNDS = 40
/** Milliseconds of one turn: so short that some turns are undisturbed on a busy machine. */
const TURN = 4

/**
 * The best time of each contender in microseconds per call. Before anything is timed, each has to accept every token
 * and refuse every wrong one.
 *
 * @param {object} fixture what `tokens.mjs` made
 * @param {Record<string, (token: string) => unknown>} contenders each gives the claims, or a promise of them
 * @param {() => number | Promise<number>} clock in milliseconds
 * @param {number} turn milliseconds of one turn, where the clock is too coarse for less
 */
export async function measure(fixture, contenders, clock, turn = TURN) {
  const turns = {}
  for (const [name, verify] of Object.entries(contenders)) {
    await check(fixture, name, verify)
    const run = verify(fixture.tokens[0]) instanceof Promise ? runAsync : runSync
    const calls = await calibrate((calls) => run(verify, fixture.tokens, calls), clock, turn)
    turns[name] = { calls, best: Infinity, take: (calls) => run(verify, fixture.tokens, calls) }
  }
  const rounds = turn > TURN ? ROUNDS / 2 : ROUNDS
  for (let round = 0; round < rounds; round += 1) {
    for (const turn of Object.values(turns)) {
      const start = await clock()
      await turn.take(turn.calls)
      turn.best = Math.min(turn.best, ((await clock()) - start) / turn.calls)
    }
  }
  return Object.fromEntries(Object.entries(turns).map(([name, { best }]) => [name, best * 1000]))
}

async function check(fixture, name, verify) {
  for (const token of fixture.tokens) {
    const claims = await verify(token)
    if (claims.sub !== '248289761001') throw new Error(`${name}: ${fixture.algorithm}: wrong claims`)
  }
  for (const [what, token] of Object.entries(fixture.refused)) {
    const accepted = await Promise.resolve(token).then(verify).then(() => true, () => false)
    if (accepted) throw new Error(`${name}: ${fixture.algorithm}: accepts ${what}`)
  }
}

/** How many calls fill a turn, once the code is warm. */
async function calibrate(take, clock, turn) {
  let calls = 32
  for (;;) {
    const start = await clock()
    await take(calls)
    const spent = (await clock()) - start
    if (spent >= turn) return Math.max(32, Math.ceil((calls * turn) / spent))
    calls *= 2
  }
}

// What comes out is read, so that no engine can leave work undone.

function runSync(verify, tokens, calls) {
  let read = 0
  for (let call = 0; call < calls; call += 1) read += verify(tokens[call % tokens.length]).sub.length
  return read
}

async function runAsync(verify, tokens, calls) {
  let read = 0
  for (let call = 0; call < calls; call += 1) read += (await verify(tokens[call % tokens.length])).sub.length
  return read
}

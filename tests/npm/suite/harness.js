/**
 * A few lines that count, the same in every runtime.
 * @module
 */

/** Runs each case; gives how many held, what did not, and what cases have to tell. */
export async function runAll(cases) {
  const failures = []
  const notes = []
  let passed = 0
  for (const [name, run] of Object.entries(cases)) {
    try {
      const note = await run()
      if (note) notes.push(note)
      passed += 1
    } catch (error) {
      failures.push(`${name}: ${error?.message ?? error}`)
    }
  }
  return { passed, failures, notes }
}

/** @param {unknown} actual @param {unknown} expected */
export function equal(actual, expected) {
  const [a, e] = [JSON.stringify(actual), JSON.stringify(expected)]
  if (a !== e) throw new Error(`${a} where ${e} should be`)
}

/** The code of what is thrown. */
export async function codeOf(run) {
  try {
    await run()
  } catch (error) {
    return error.code ?? `${error}`
  }
  return 'nothing thrown'
}

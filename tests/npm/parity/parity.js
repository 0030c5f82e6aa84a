/**
 * Every case gives the report that native core gives: the text itself, whatever computes the signature.
 * @module
 */

const ENGINES = ['auto', 'wasm'];

/** @param {typeof import('claimscope')} claimscope @param {any[]} cases as `parity FILE` writes them */
export async function parity(claimscope, cases) {
  const failures = [];
  let passed = 0;
  for (const one of cases) {
    try {
      for (const text of await reports(claimscope, one)) {
        if (text !== one.expected) throw new Error(difference(text, one.expected));
      }
      passed += 1;
    } catch (error) {
      failures.push(`${one.name}: ${error?.message ?? error}`);
    }
  }
  return JSON.stringify({ passed, failures });
}

async function reports({ createVerifier, inspectJson, localJwks }, { text, now, options, keys, secret }) {
  const clock = () => now;
  if (!options) return [inspectJson(text, { now: clock })];
  const given = keys ? localJwks(keys) : new Uint8Array(secret);
  const each = (engine) => createVerifier({ ...options, keys: given, now: clock, engine }).explainJson(text);
  return Promise.all(ENGINES.map(each));
}

/** Where two texts part. */
function difference(actual, expected) {
  let at = 0;
  while (at < actual.length && actual[at] === expected[at]) at += 1;
  const around = (text) => text.slice(Math.max(0, at - 40), at + 80);
  return `${around(actual)} where ${around(expected)} should be`;
}

/**
 * The one error that this package throws.
 * @module
 */

import { answerTo, challenge, descriptionOf, isCheck } from './challenge.js';
import { knownToCopies } from './copies.js';

/** @typedef {import('./types.js').Check} Check */
/** @typedef {import('./types.js').Report} Report */
/** @typedef {import('./types.js').CheckId | import('./types.js').ErrorCode} Code */
/**
 * What stands behind `misuse.` in a code.
 * @template {Code} T
 * @typedef {T extends `misuse.${infer What}` ? What : never} MisuseOf
 */
/** @typedef {MisuseOf<Code>} Misuse */

/** What each code means, where the core has no words of its own. @type {Record<string, string>} */
let meanings = {};

/**
 * Has each code say what it means. Called by the entries of builds whose core has no words.
 * @param {Record<string, string>} table
 */
export function useMeanings(table) {
  meanings = table;
}

/**
 * With a sentence, where the core gave none.
 * @template {{ message: string, code?: string }} Said
 * @param {Said} said
 * @param {string} [code]
 * @returns {Said}
 */
export function worded(said, code = said.code) {
  if (said.message || !code) return said;
  // A check's meaning is what holds where it passes.
  const colon = isCheck(code) ? ' does not pass:' : ':';
  return { ...said, message: `${code}${colon} ${meanings[code] ?? 'no more is known in this build'}` };
}

/**
 * Why something was refused. `code` is stable: the name of the failed check, such as `claim.exp`; `misuse.*` for mistakes
 * in the call itself; `keys.*` and `server.*` where keys could not be had. No message holds a token or a key.
 *
 * @example
 * import { ClaimscopeError, createVerifier } from 'claimscope'
 *
 * const verifier = createVerifier({ issuer: false, audience: 'api1', algorithms: ['HS256'], keys: new Uint8Array(32).fill(7) })
 * try {
 *   await verifier.verify('no token')
 * } catch (error) {
 *   if (!(error instanceof ClaimscopeError)) throw error
 *   console.log(error.code, error.check?.hint)
 * }
 */
export class ClaimscopeError extends Error {
  /**
   * @param {{ code: Code, message: string, hint?: string, spec?: string, check?: Check }} problem
   * @param {ErrorOptions} [options]
   */
  constructor(problem, options) {
    super(worded(problem).message, options);
    this.name = 'ClaimscopeError';
    /** The stable code, whose meaning stands at its type. */
    this.code = problem.code;
    /** What to do about it. @type {string | undefined} */
    this.hint = problem.hint;
    /** Where the rule stands. @type {string | undefined} */
    this.spec = problem.spec ?? problem.check?.spec;
    /** The check that failed, where a token was rejected. @type {Check | undefined} */
    this.check = problem.check && worded(problem.check, problem.code);
    /** Every check, where the verifier was asked to add it. @type {Report | undefined} */
    this.report = undefined;
    /** The claims that a schema did not take, such as `address.street`: their places, and nothing of them. @type {readonly string[] | undefined} */
    this.issues = undefined;
  }

  /**
   * The status that a protected API answers with: 401, 403 for a missing scope, 503 where keys could not be had, and 500 for
   * `misuse.*`, which is no fault of the caller's. `misuse.token`, where there is no text to verify, is a 401.
   */
  get status() {
    return answerTo(this.code).status;
  }

  /** The `WWW-Authenticate` for that answer (RFC 6750 §3); with 500 and 503 there is none. */
  get challenge() {
    const { status, error } = answerTo(this.code);
    if (status >= 500) return undefined;
    return challenge('Bearer', { error, error_description: error && descriptionOf(this.code) });
  }
}

knownToCopies(ClaimscopeError, 'error');

/**
 * A mistake in the call itself.
 * @param {Misuse} what
 * @param {string} message
 */
export function misuse(what, message) {
  return new ClaimscopeError({ code: `misuse.${what}`, message });
}

/**
 * Calls into wasm, whose errors are JSON texts.
 * @template T
 * @param {() => T} call
 * @returns {T}
 */
export function guarded(call) {
  try {
    return call();
  } catch (error) {
    throw typeof error === 'string' ? new ClaimscopeError(JSON.parse(error)) : error;
  }
}

/**
 * Refuses an option that is misspelt: it must not be passed over.
 * @param {object} options
 * @param {string[]} names
 */
export function onlyKnown(options, names) {
  if (typeof options !== 'object' || options === null) throw misuse('options', 'the options are an object');
  const unknown = Object.keys(options).find((name) => !names.includes(name));
  if (unknown !== undefined) throw misuse('options', `there is no option ${JSON.stringify(unknown)}; there are ${names.join(', ')}`);
}

/**
 * An object as the core takes it.
 * @param {object} object
 */
export function jsonOf(object) {
  try {
    return JSON.stringify(object);
  } catch {
    throw misuse('options', 'the options hold what JSON has not');
  }
}

/** Before this, in March 1973, lies no time of a token; seconds taken for milliseconds do. */
const earliest = 1e11;

/**
 * Reads a clock that the caller has given. One that gives no time must not pass for one at which everything holds.
 * @param {() => number} now
 * @returns {number} Milliseconds since 1970.
 */
export function timeBy(now) {
  const time = now();
  if (typeof time === 'number' && time > earliest && time < Infinity) return time;
  throw misuse('clock', 'now() gives no time; it must give milliseconds since 1970, as Date.now does');
}

/**
 * A clock that can be asked.
 * @param {unknown} now
 */
export function clock(now) {
  if (typeof now !== 'function') throw misuse('options', 'now is a function that gives milliseconds since 1970, such as Date.now');
  return /** @type {() => number} */ (now);
}

/**
 * Refuses what is no text, which JavaScript alone can hand over.
 * @param {unknown} text
 * @param {Misuse} what
 */
export function onlyText(text, what) {
  if (typeof text === 'string') return;
  throw misuse(what, `the ${what} is not a text but ${text === null ? 'null' : typeof text}`);
}

/** Keys that could not be had, whatever came of the fetch. */
export function unfetched() {
  return new ClaimscopeError({ code: 'keys.network', message: 'the keys could not be fetched' });
}

/** More tokens wait for the host than are kept. */
export function tooBusy() {
  return new ClaimscopeError({
    code: 'misuse.too-many',
    message: 'too many tokens wait for the host\'s crypto; verify fewer at a time',
  });
}

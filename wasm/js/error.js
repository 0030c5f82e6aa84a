/**
 * The one error that this package throws.
 * @module
 */

/** @typedef {import('./types.js').Check} Check */
/** @typedef {import('./types.js').Report} Report */

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
   * @param {{ code: string, message: string, hint?: string, spec?: string, check?: Check }} problem
   * @param {ErrorOptions} [options]
   */
  constructor(problem, options) {
    super(problem.message, options);
    this.name = 'ClaimscopeError';
    /** The stable code. */
    this.code = problem.code;
    /** What to do about it. @type {string | undefined} */
    this.hint = problem.hint;
    /** Where the rule stands. @type {string | undefined} */
    this.spec = problem.spec ?? problem.check?.spec;
    /** The check that failed, where a token was rejected. @type {Check | undefined} */
    this.check = problem.check;
    /** Every check, where the verifier was asked to add it. @type {Report | undefined} */
    this.report = undefined;
  }
}

/**
 * A mistake in the call itself.
 * @param {string} what
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

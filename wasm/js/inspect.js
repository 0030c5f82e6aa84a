/**
 * Looks at any text, and says what names mean.
 * @module
 */

import { core } from './core.js';
import { clock, guarded, onlyText, timeBy } from './error.js';

/** @typedef {import('./types.js').Entry} Entry */
/** @typedef {import('./types.js').FoundToken & { readonly token: string }} TokenInText */
/** @typedef {Omit<import('./types.js').Inspection, 'tokens'> & { readonly token: string, tokens?: TokenInText[] }} Inspection */

/**
 * Reports on whatever a person pasted: a token, `Bearer …`, a token response, a curl command, a URL. Total: any text gives
 * a report. Nothing is proved, as no key is used. Offsets count UTF-16 units.
 *
 * @example
 * import { inspect } from 'claimscope'
 *
 * const report = inspect('Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbGljZSJ9.')
 * console.log(report.verdict, report.pasted_as) // rejected authorization-header
 *
 * @param {string} text
 * @param {{ now?: () => number }} [options] The clock, in milliseconds since 1970.
 * @returns {Inspection} With the token found as `token`, and of several each in `tokens`; it is not enumerable, so that a
 *   report never carries it.
 */
export function inspect(text, options) {
  const report = JSON.parse(inspectJson(text, options));
  /** @type {string[] | undefined} */
  let found;
  for (const [index, one] of [report, ...(report.tokens ?? [])].entries()) {
    Object.defineProperty(one, 'token', { get: () => (found ??= JSON.parse(core().find_tokens(text)))?.[index] });
  }
  return report;
}

/**
 * As {@link inspect}, as JSON text in which numbers stand exactly as in the token.
 *
 * @example
 * import { inspectJson } from 'claimscope'
 *
 * console.log(inspectJson('no token'))
 *
 * @param {string} text
 * @param {{ now?: () => number }} [options]
 * @returns {string}
 */
export function inspectJson(text, { now = Date.now } = {}) {
  onlyText(text, 'text');
  const time = timeBy(clock(now));
  return core().inspect(text, time);
}

/**
 * What a claim means, and by whom it is used.
 *
 * @example
 * import { describeClaim } from 'claimscope'
 *
 * console.log(describeClaim('iss')?.meaning)
 *
 * @param {string} name
 * @returns {Entry | undefined}
 */
export function describeClaim(name) {
  return described(name, false);
}

/**
 * What is wrong with the JSON type of a claim's value, such as a string where a boolean is due.
 *
 * @example
 * import { claimTypeProblem } from 'claimscope'
 *
 * console.log(claimTypeProblem('email_verified', '"true"'))
 *
 * @param {string} name
 * @param {string} value The value as JSON text.
 * @returns {string | undefined}
 */
export function claimTypeProblem(name, value) {
  onlyText(name, 'name');
  onlyText(value, 'value');
  return core().type_problem(name, value);
}

/**
 * What a header parameter means, and by whom it is used.
 *
 * @example
 * import { describeHeader } from 'claimscope'
 *
 * console.log(describeHeader('kid')?.meaning)
 *
 * @param {string} name
 * @returns {Entry | undefined}
 */
export function describeHeader(name) {
  return described(name, true);
}

/**
 * @param {string} name
 * @param {boolean} inHeader
 * @returns {Entry | undefined}
 */
function described(name, inHeader) {
  onlyText(name, 'name');
  return guarded(() => core().describe(name, inHeader));
}

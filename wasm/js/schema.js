/**
 * A schema of the caller's for the claims, by Standard Schema v1, which zod, Valibot, ArkType and others have.
 * @module
 */

import { core } from './core.js';
import { ClaimscopeError, misuse } from './error.js';

/**
 * What a schema says of a value.
 * @template Claims
 * @typedef {{ readonly value: Claims, readonly issues?: undefined } | { readonly issues: readonly SchemaIssue[] }} SchemaResult
 */

/**
 * @typedef {{ readonly message: string, readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined }} SchemaIssue
 */

/**
 * A schema, as far as it is used here.
 * @template [Claims=any]
 * @typedef {{ readonly '~standard': {
 *   readonly version: 1, readonly validate: (value: unknown) => SchemaResult<Claims> | Promise<SchemaResult<Claims>>,
 * } }} ClaimsSchema
 */

/** So many places are named at the most. */
const most = 20;

/** @param {any} schema */
export function checkSchema(schema) {
  if (typeof schema?.['~standard']?.validate === 'function') return;
  throw misuse('options', 'schema is one that has Standard Schema, such as those of zod, Valibot and ArkType');
}

/**
 * What a schema makes of claims, or the places that are not as it wants them; later, where it is asynchronous.
 * @param {ClaimsSchema} schema
 * @param {unknown} claims
 */
export function judged(schema, claims) {
  const result = schema['~standard'].validate(claims);
  // Libraries may have promises of their own, which must not pass for a result.
  return 'then' in result ? Promise.resolve(result).then(outcome) : outcome(result);
}

/**
 * @param {SchemaResult<any>} result
 * @returns {{ value?: any, faults: string[] }}
 */
function outcome(result) {
  if (result.issues === undefined) return { value: result.value, faults: [] };
  // A message may repeat a value: it is the library's own, and the caller's.
  const places = new Set(result.issues.slice(0, most).map(({ path = [] }) => placeOf(path)));
  return { faults: places.size > 0 ? [...places] : [whole] };
}

const whole = 'the claims as a whole';

/** @param {readonly (PropertyKey | { readonly key: PropertyKey })[]} path */
function placeOf(path) {
  const names = path.map((step) => String(typeof step === 'object' ? step.key : step));
  // A claim's name may be empty, and nothing at all is no fault.
  return names.join('.').slice(0, 100) || whole;
}

/**
 * The refusal of a token whose claims are not as a schema wants them.
 * @param {string[]} faults
 */
export function unfit(faults) {
  const error = new ClaimscopeError(JSON.parse(core().schema_problem(faults.join(', '))));
  error.issues = faults;
  return error;
}

/**
 * Runs the suite on a package and gives one line of JSON.
 * @module
 */

import { boundCases } from './bound.js'
import { cases } from './cases.js'
import { decryptCases } from './decrypt.js'
import { formCases } from './forms.js'
import { guardCases } from './guard.js'
import { runAll } from './harness.js'
import { issuersCases } from './issuers.js'
import { outageCases } from './outage.js'
import { schemaCases } from './schemas.js'

/** @param {typeof import('claimscope')} claimscope */
export async function run(claimscope) {
  const all = [cases, outageCases, guardCases, boundCases, issuersCases, schemaCases, decryptCases, formCases].map((make) => make(claimscope))
  return JSON.stringify(await runAll(Object.assign({}, ...all)))
}

/**
 * Runs the suite on a package and gives one line of JSON.
 * @module
 */

import { boundCases } from './bound.js'
import { cases } from './cases.js'
import { guardCases } from './guard.js'
import { runAll } from './harness.js'
import { outageCases } from './outage.js'

/** @param {typeof import('claimscope')} claimscope */
export const run = async (claimscope) => JSON.stringify(await runAll({ ...cases(claimscope), ...outageCases(claimscope), ...guardCases(claimscope), ...boundCases(claimscope) }))

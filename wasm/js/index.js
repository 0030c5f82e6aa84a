/**
 * What every entry of the package gives, beside the diagnosis.
 * @module
 */

/**
 * @typedef {import('./types.js').Check} Check
 * @typedef {import('./types.js').CheckId} CheckId
 * @typedef {import('./types.js').Diagnosis} Diagnosis
 * @typedef {import('./types.js').Entry} Entry
 * @typedef {import('./inspect.js').Inspection} Inspection
 * @typedef {import('./types.js').KeyReport} KeyReport
 * @typedef {import('./types.js').KeysEvent} KeysEvent
 * @typedef {import('./types.js').Report} Report
 * @typedef {import('./keys.js').RemoteOptions} RemoteOptions
 * @typedef {import('./keys.js').Store} Store
 * @typedef {import('./verifier.js').Verified} Verified
 * @typedef {import('./verifier.js').VerifierOptions} VerifierOptions
 */

export { decode } from './decode.js';
export { engines } from './engine.js';
export { ClaimscopeError } from './error.js';
export { claimTypeProblem, describeClaim, describeHeader, inspect, inspectJson } from './inspect.js';
export { KeySource, issuerAddresses, localJwks, remoteIssuer, remoteJwks } from './keys.js';
export { generateKey, sign } from './sign.js';
export { cacheApiStore, kvStore, memoryStore } from './stores.js';
export { createVerifier, Verifier } from './verifier.js';

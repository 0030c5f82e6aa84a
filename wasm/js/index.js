/**
 * What every entry of the package gives, beside the diagnosis.
 * @module
 */

/**
 * @typedef {import('./core.js').Wasm} Wasm
 * @typedef {import('./engine.js').EngineName} EngineName
 * @typedef {import('./error.js').Code} Code
 * @typedef {import('./inspect.js').Inspection} Inspection
 * @typedef {import('./keys.js').RemoteKeySource} RemoteKeySource
 * @typedef {import('./keys.js').RemoteOptions} RemoteOptions
 * @typedef {import('./keys.js').Store} Store
 * @typedef {import('./rejection.js').Answered} Answered
 * @typedef {import('./rejection.js').Known} Known
 * @typedef {import('./sign.js').Jwk} Jwk
 * @typedef {import('./options.js').IssuerOptions} IssuerOptions
 * @typedef {import('./options.js').IssuersOptions} IssuersOptions
 * @typedef {import('./options.js').Profile} Profile
 * @typedef {import('./options.js').VerifierOptions} VerifierOptions
 * @typedef {import('./schema.js').ClaimsSchema} ClaimsSchema
 * @typedef {import('./verifier.js').ExplainedForm} ExplainedForm
 * @typedef {import('./verifier.js').FormOptions} FormOptions
 * @typedef {import('./verifier.js').Presentation} Presentation
 * @typedef {import('./compact.js').Verified} Verified
 * @typedef {import('./verifier.js').VerifiedDetached} VerifiedDetached
 * @typedef {import('./verifier.js').VerifiedForm} VerifiedForm
 */

export { decode } from './decode.js';
export { engines } from './engine.js';
export { ClaimscopeError } from './error.js';
export { claimTypeProblem, describeClaim, describeHeader, inspect, inspectJson } from './inspect.js';
export { createVerifier } from './create-verifier.js';
export { KeySource, issuerAddresses, remoteIssuer, remoteJwks } from './keys.js';
export { localJwks } from './local-keys.js';
export { generateKey, sign } from './sign.js';
export { cacheApiStore, kvStore, memoryStore, redisStore } from './stores.js';
export { Verifier } from './verifier.js';

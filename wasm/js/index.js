/**
 * What every entry of the package gives.
 * @module
 */

export { decode } from './decode.js';
export { engines } from './engine.js';
export { ClaimscopeError } from './error.js';
export { describeClaim, describeHeader, inspect, inspectJson } from './inspect.js';
export { KeySource, localJwks, remoteIssuer, remoteJwks } from './keys.js';
export { explainRejection } from './rejection.js';
export { generateKey, sign } from './sign.js';
export { cacheApiStore, kvStore, memoryStore } from './stores.js';
export { createVerifier, Verifier } from './verifier.js';

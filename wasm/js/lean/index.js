/**
 * Verification alone: the same checks and codes as `claimscope`, a fixed sentence for each code, and no reports.
 * @module
 */

import { useMeanings } from '../error.js';
import { meanings } from './meanings.js';

useMeanings(meanings);

export { engines } from '../engine.js';
export { ClaimscopeError } from '../error.js';
export { createVerifier } from '../create-verifier.js';
export { KeySource, issuerAddresses, remoteIssuer, remoteJwks } from '../keys.js';
export { localJwks } from '../local-keys.js';
export { cacheApiStore, kvStore, memoryStore, redisStore } from '../stores.js';
export { Verifier } from '../verifier.js';

/**
 * The guard for Express, Connect and `node:http`.
 * @module
 */

import { askedBy, send, setHeaders } from './node.js';

/** @typedef {import('./node.js').IncomingMessage} IncomingMessage */
/** @typedef {import('./node.js').ServerResponse} ServerResponse */
/** @typedef {import('./index.js').Passed} Passed */

/**
 * A middleware that refuses, or puts `verified` on the request and goes on.
 *
 * @example
 * import { createServer } from 'node:http'
 * import { createVerifier, remoteIssuer } from 'claimscope'
 * import { createGuard } from 'claimscope/guard'
 * import { expressGuard } from 'claimscope/guard/express'
 *
 * const issuer = 'https://localhost:5001'
 * const verifier = createVerifier({ issuer, audience: 'api1', algorithms: ['RS256'], keys: remoteIssuer(issuer) })
 * const protect = expressGuard(createGuard({ verifier }))
 *
 * const server = createServer((request, response) => {
 *   protect(request, response, () => response.end('an order'))
 * })
 * console.log(server.listening) // false, until it listens
 *
 * @param {import('./index.js').Guard} guard
 * @returns {(request: IncomingMessage, response: ServerResponse, next: (error?: any) => void) => Promise<void>}
 */
export function expressGuard(guard) {
  return async (request, response, next) => {
    const known = /** @type {{ originalUrl?: string, body?: unknown, verified?: Passed }} */ (request);
    let outcome;
    try {
      outcome = await guard.decide(askedBy(request, { url: known.originalUrl ?? request.url, body: known.body }));
    } catch (error) {
      return next(error);
    }
    if ('answer' in outcome) return send(response, outcome.answer);
    known.verified = outcome.passed;
    setHeaders(response, outcome.passed.answerHeaders);
    next();
  };
}

/**
 * The guard for Hono, wherever that runs.
 * @module
 */

import { beside, exposedOf } from './cors.js';

/**
 * What is used of Hono's context.
 * @typedef {{ req: { raw: import('../host.js').HostRequest }, res: import('../host.js').HostResponse, set: any }} HonoContextLike
 */

/**
 * A middleware that refuses, or sets `verified` and goes on.
 *
 * @example
 * import { createVerifier, remoteIssuer } from 'claimscope'
 * import { createGuard } from 'claimscope/guard'
 * import { honoGuard } from 'claimscope/guard/hono'
 *
 * const issuer = 'https://localhost:5001'
 * const verifier = createVerifier({ issuer, audience: 'api1', algorithms: ['RS256'], keys: remoteIssuer(issuer) })
 * const protect = honoGuard(createGuard({ verifier }))
 * // app.use(protect), and then c.get('verified').claims
 * console.log(protect.length) // 2
 *
 * @param {import('./index.js').Guard} guard
 * @returns {(c: HonoContextLike, next: () => Promise<void>) => Promise<import('../host.js').HostResponse | void>}
 */
export function honoGuard(guard) {
  return async (c, next) => {
    const outcome = await guard(c.req.raw);
    if (outcome instanceof Response) {
      // Hono puts what its own CORS has set so far upon whatever is answered.
      if (c.res.headers.has('Access-Control-Allow-Origin')) {
        c.res.headers.append('Access-Control-Expose-Headers', exposedOf(Object.fromEntries(outcome.headers)));
      }
      return outcome;
    }
    c.set('verified', outcome);
    await next();
    for (const [name, value] of beside(outcome.answerHeaders, (name) => c.res.headers.get(name))) c.res.headers.set(name, value);
    return undefined;
  };
}

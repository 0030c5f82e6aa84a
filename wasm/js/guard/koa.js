/**
 * The guard for Koa.
 * @module
 */

import { askedBy, headersFor } from './node.js';

/** @typedef {import('./node.js').IncomingMessage} IncomingMessage */
/** @typedef {import('./node.js').ServerResponse} ServerResponse */

/**
 * What is used of Koa's context.
 * @typedef {{ req: IncomingMessage, res: ServerResponse, originalUrl: string, request: any, state: any, status: number, body: any, set: (headers: any) => void }} KoaContextLike
 */

/**
 * A middleware that refuses, or puts `verified` on `ctx.state` and goes on.
 *
 * @example
 * import { createVerifier, remoteIssuer } from 'claimscope'
 * import { createGuard } from 'claimscope/guard'
 * import { koaGuard } from 'claimscope/guard/koa'
 *
 * const issuer = 'https://localhost:5001'
 * const verifier = createVerifier({ issuer, audience: 'api1', algorithms: ['RS256'], keys: remoteIssuer(issuer) })
 * const protect = koaGuard(createGuard({ verifier }))
 * // app.use(protect), and then ctx.state.verified.claims
 * console.log(protect.length) // 2
 *
 * @param {import('./index.js').Guard} guard
 * @returns {(ctx: KoaContextLike, next: () => Promise<any>) => Promise<any>}
 */
export function koaGuard(guard) {
  return async (ctx, next) => {
    const outcome = await guard.decide(askedBy(ctx.req, { url: ctx.originalUrl, body: ctx.request.body, native: ctx }));
    if ('passed' in outcome) {
      ctx.state.verified = outcome.passed;
      ctx.set(headersFor(ctx.res, outcome.passed.answerHeaders));
      return next();
    }
    const { status, headers, body } = outcome.answer;
    ctx.status = status;
    if (body !== undefined) ctx.body = body;
    ctx.set(headersFor(ctx.res, headers, true));
    return undefined;
  };
}

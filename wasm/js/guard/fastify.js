/**
 * The guard for Fastify.
 * @module
 */

import { askedBy, headersFor } from './node.js';

/** @typedef {import('./node.js').IncomingMessage} IncomingMessage */
/** @typedef {import('./node.js').Headed} Headed */
/** @typedef {import('./index.js').Passed} Passed */

/**
 * What is used of Fastify's own.
 * @typedef {{ raw: IncomingMessage, originalUrl: string, body?: unknown, verified?: Passed }} FastifyRequestLike
 * @typedef {Headed & { code: (status: number) => any, headers: (headers: any) => any, send: (body?: any) => any }} FastifyReplyLike
 */

/**
 * A hook, for `onRequest` or `preHandler`, that refuses, or puts `verified` on the request.
 *
 * @example
 * import { createVerifier, remoteIssuer } from 'claimscope'
 * import { createGuard } from 'claimscope/guard'
 * import { fastifyGuard } from 'claimscope/guard/fastify'
 *
 * const issuer = 'https://localhost:5001'
 * const verifier = createVerifier({ issuer, audience: 'api1', algorithms: ['RS256'], keys: remoteIssuer(issuer) })
 * const onRequest = fastifyGuard(createGuard({ verifier }))
 * // app.addHook('onRequest', onRequest), or app.get('/orders', { onRequest }, handler)
 * console.log(onRequest.length) // 2
 *
 * @param {import('./index.js').Guard} guard
 * @returns {(request: FastifyRequestLike, reply: FastifyReplyLike) => Promise<any>}
 */
export function fastifyGuard(guard) {
  return async (request, reply) => {
    const outcome = await guard.decide(askedBy(request.raw, { url: request.originalUrl, body: request.body, native: request }));
    if ('passed' in outcome) {
      request.verified = outcome.passed;
      reply.headers(headersFor(reply, outcome.passed.answerHeaders));
      return undefined;
    }
    const { status, headers, body } = outcome.answer;
    return reply.code(status).headers(headersFor(reply, headers, true)).send(body);
  };
}

// The entries of the guard, and the types that put `verified` on a framework's request: the frameworks are not installed here.

export const GUARDS = ['index', 'bound', 'express', 'fastify', 'koa', 'hono', 'lambda'];

const VERIFIED = "/** What the guard has verified, where it has let the request pass. */\n    verified?: import('./index.js').Passed";

/** By name of the entry, what its declarations add to the framework's own types. */
export const REQUESTS = {
  express: `declare global {
  namespace Express {
    interface Request {
      ${VERIFIED.replace('\n    ', '\n      ')}
    }
  }
}
`,
  hono: `declare module 'hono' {
  interface ContextVariableMap {
    ${VERIFIED.replace('?:', ':')}
  }
}
`,
  fastify: `declare module 'fastify' {
  interface FastifyRequest {
    ${VERIFIED}
  }
}
`,
};

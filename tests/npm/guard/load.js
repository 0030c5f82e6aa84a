// What is tested of the packed package, by its own names.
export * as claimscope from 'claimscope'
export { createGuard } from 'claimscope/guard'
export { expressGuard } from 'claimscope/guard/express'
export { fastifyGuard } from 'claimscope/guard/fastify'
export { honoGuard } from 'claimscope/guard/hono'
export { koaGuard } from 'claimscope/guard/koa'
export { lambdaGuard } from 'claimscope/guard/lambda'
export { clientCertificate, dpop } from 'claimscope/guard/bound'

// The guard's types with those of each framework, whose requests carry what was verified. Checked, not run.
import type { APIGatewayProxyEvent, APIGatewayProxyEventV2, APIGatewayProxyHandler, APIGatewayProxyHandlerV2, Context } from 'aws-lambda'
import express from 'express'
import fastify from 'fastify'
import { Hono } from 'hono'
import Koa from 'koa'
import { type } from 'arktype'
import * as v from 'valibot'
import { z } from 'zod'
import { createVerifier, type Verified } from 'claimscope'
import { createGuard, type Guard, type Passed, type Refusal } from 'claimscope/guard'
import { expressGuard } from 'claimscope/guard/express'
import { fastifyGuard } from 'claimscope/guard/fastify'
import { honoGuard } from 'claimscope/guard/hono'
import { koaGuard } from 'claimscope/guard/koa'
import { lambdaGuard } from 'claimscope/guard/lambda'

const verifier = createVerifier({ issuer: false, audience: 'api1', algorithms: ['RS256'], keys: 'a key' })
export const guard: Guard = createGuard({
  verifier,
  scopes: ['a'],
  onRefusal: (refusal: Refusal) => console.log(refusal.code),
})

export async function byRequest(request: Request): Promise<Response> {
  const passed = await guard(request)
  if (passed instanceof Response) return passed
  const verified: Verified = passed
  return Response.json(verified.claims)
}
export const withEnv: (request: Request, env: { KEYS: string }) => Promise<Response> = guard.handle((_, passed, env: { KEYS: string }) =>
  Response.json([passed.claims.sub, env.KEYS]),
)

const verifiedOf = (passed: Passed | undefined) => passed?.claims.sub

express().get('/', expressGuard(guard), (request, response) => void response.json(verifiedOf(request.verified)))
fastify().get('/', { onRequest: fastifyGuard(guard) }, async (request) => verifiedOf(request.verified))
fastify().addHook('preHandler', fastifyGuard(guard))
new Koa<{ verified: Passed }>().use(koaGuard(guard)).use((ctx) => (ctx.body = verifiedOf(ctx.state.verified)))
new Hono().use(honoGuard(guard)).get('/', (c) => c.json(verifiedOf(c.get('verified'))))

const protect = lambdaGuard(guard)
export const first: APIGatewayProxyHandler = protect(async (event: APIGatewayProxyEvent, context: Context, { claims }) => ({
  statusCode: 200,
  body: `${event.path}${context.awsRequestId}${claims.sub}`,
}))
export const second: APIGatewayProxyHandlerV2 = protect(async (event: APIGatewayProxyEventV2, _: Context, { claims }) => ({
  statusCode: 200,
  body: `${event.rawPath}${claims.sub}`,
}))

// What a schema makes of the claims is the type of the claims.
interface Claims {
  sub: string
  since: number
}
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
type ClaimsBy<Verifier extends { verify: (token: string) => Promise<Verified<any>> }> = { [Name in keyof Awaited<ReturnType<Verifier['verify']>>['claims']]: Awaited<ReturnType<Verifier['verify']>>['claims'][Name] }
type Flat<T> = { [Name in keyof T]: T[Name] }
const options = { issuer: 'https://sts.example', audience: 'api1', algorithms: ['RS256'], keys: 'a key' }
const byZod = createVerifier({ ...options, schema: z.object({ sub: z.string(), since: z.string().transform(Number) }) })
const byValibot = createVerifier({ ...options, schema: v.object({ sub: v.string(), since: v.pipe(v.string(), v.transform(Number)) }) })
const byArkType = createVerifier({ ...options, schema: type({ sub: 'string', since: 'string.numeric.parse' }) })
export const same: [Same<ClaimsBy<typeof byZod>, Flat<Claims>>, Same<ClaimsBy<typeof byValibot>, Flat<Claims>>, Same<ClaimsBy<typeof byArkType>, Flat<Claims>>] = [true, true, true]
export const untyped: Same<Awaited<ReturnType<typeof verifier.verify>>['claims'], Record<string, any>> = true
export const since = createGuard({ verifier: byZod }).handle((_, { claims }) => Response.json(claims.since.toFixed()))

// An API that a foreign library protects, for our `call` and its diagnosis: GET /orders needs `api1`, GET /admin `admin`.
import express from 'express'
import http from 'node:http'
import bearer from 'express-oauth2-jwt-bearer'
import { serve } from './peer.mjs'

// With a third argument, `dpop`, only tokens that are bound to a key are taken.
const [issuerBaseURL, audience, scheme] = process.argv.slice(2)
const dpop = { required: scheme === 'dpop' }

await serve(http, () => {
  const app = express()
  app.use(bearer.auth({ issuerBaseURL, audience, tokenSigningAlg: 'RS256', dpop }))
  app.get('/orders', bearer.requiredScopes('api1'), (request, response) => response.json({ claims: request.auth.payload }))
  app.get('/admin', bearer.requiredScopes('admin'), (_, response) => response.json({}))
  // Without a handler of its own, express would print the stack of each refusal.
  app.use((error, _request, response, _next) => {
    response.set(error.headers ?? {}).status(error.status ?? 500).json({ error: error.code, message: error.message })
  })
  return app
})

/** Requests per second of an API behind a guard, beside other guards and no guard at all: one run in Node, rates as JSON on standard output. */

import { Agent, createServer, request as send } from 'node:http'
import process from 'node:process'

import { createVerifier } from 'claimscope'
import { createGuard } from 'claimscope/guard'
import { expressGuard } from 'claimscope/guard/express'
import { honoGuard } from 'claimscope/guard/hono'
import { createVerifier as createLeanVerifier } from 'claimscope/lean'
import express from 'express'
import { auth } from 'express-oauth2-jwt-bearer'
import { Hono } from 'hono'
import { jwk as honoJwk } from 'hono/jwk'

const ROUNDS = 20
/** Milliseconds of one turn. */
const TURN = 100
/** Requests under way at once, where they go over a connection. */
const AT_ONCE = 8

let text = ''
for await (const chunk of process.stdin) text += chunk
const { algorithm, issuer, audience, jwk, tokens, refused } = JSON.parse(text)

const options = { issuer, audience, algorithms: [algorithm], keys: jwk }
const guard = createGuard({ verifier: createVerifier(options) })
const lean = createGuard({ verifier: createLeanVerifier(options) })
const keys = await listening(createServer((_, response) => response.setHeader('Content-Type', 'application/json').end(JSON.stringify({ keys: [jwk] }))))
const others = auth({ issuer, audience, jwksUri: `${keys.origin}/jwks`, tokenSigningAlg: algorithm })
const jwks = honoJwk({ keys: [jwk], alg: [algorithm], verification: { iss: issuer, aud: audience } })

const rates = {
  Express: await measured({
    'no guard': await overHttp(undefined),
    'claimscope/guard': await overHttp(expressGuard(guard)),
    'claimscope/guard, lean': await overHttp(expressGuard(lean)),
    'express-oauth2-jwt-bearer': await overHttp(others),
  }),
  Hono: await measured({
    'no guard': inProcess(undefined),
    'claimscope/guard': inProcess(honoGuard(guard)),
    'claimscope/guard, lean': inProcess(honoGuard(lean)),
    'hono/jwk': inProcess(jwks),
  }),
}
process.stdout.write(JSON.stringify(rates))
process.exit()

/**
 * The best rate of each contender, measured in turns: requests per second of the process's own time on the processors, whatever else
 * the machine does, and whichever of its threads computes.
 */
async function measured(contenders) {
  const best = {}
  for (const [name, { ask, guarded }] of Object.entries(contenders)) await check(name, ask, guarded)
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, { ask, atOnce }] of Object.entries(contenders)) {
      const [start, used] = [performance.now(), process.cpuUsage()]
      let count = 0
      const lane = async () => {
        for (; performance.now() - start < TURN; count += 1) await ask(tokens[count % tokens.length])
      }
      await Promise.all(Array.from({ length: atOnce }, lane))
      const { user, system } = process.cpuUsage(used)
      best[name] = Math.max(best[name] ?? 0, (count * 1e6) / (user + system))
    }
  }
  return best
}

async function check(name, ask, guarded) {
  if ((await ask(tokens[0])) !== 200) throw new Error(`${name}: refuses a good token`)
  for (const [what, token] of Object.entries(refused)) {
    if (guarded && (await ask(token)) !== 401) throw new Error(`${name}: does not answer 401 to ${what}`)
  }
}

/** An API of Express, which is asked over connections that stay open. */
async function overHttp(protect) {
  const app = express()
  if (protect) app.use(protect)
  app.get('/', (_, response) => response.send('ok'))
  // Refusals of others go to their log as errors.
  app.use((error, _, response, next) => (error.status ? response.sendStatus(error.status) : next(error)))
  const { port } = await listening(createServer(app))
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE })
  const ask = (token) =>
    new Promise((resolve, reject) => {
      const asked = send({ port, agent, headers: { Authorization: `Bearer ${token}` } }, (response) => response.resume().on('end', () => resolve(response.statusCode)))
      asked.on('error', reject).end()
    })
  return { ask, atOnce: AT_ONCE, guarded: protect !== undefined }
}

/** An API of Hono, which is handed its requests. */
function inProcess(protect) {
  const app = new Hono()
  if (protect) app.use(protect)
  app.get('/', (c) => c.text('ok'))
  const ask = async (token) => {
    const response = await app.request('/', { headers: { Authorization: `Bearer ${token}` } })
    await response.text()
    return response.status
  }
  return { ask, atOnce: 1, guarded: protect !== undefined }
}

async function listening(server) {
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address()
  return { port, origin: `http://127.0.0.1:${port}` }
}

/** How long it takes from nothing to the first verified token: in a new process of Node, and at the first request to a worker. */

import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import process from 'node:process'

import { bundledWorker } from './runtimes.mjs'

/** Starts of each, in turns; what stands in the table is the median. */
const ROUNDS = 11

const ours = (entry) => ({
  imports: `import { createVerifier } from '${entry}'`,
  claims: '(await createVerifier({ issuer, audience, algorithms: [algorithm], keys: jwk }).verify(token)).claims',
})

/** By name, how a token is verified by each: as written at the head of a file, and an expression. */
const LIBRARIES = {
  'nothing but the runtime': { imports: '', claims: "({ sub: '248289761001' })" },
  claimscope: ours('claimscope'),
  'claimscope/lean': ours('claimscope/lean'),
  jose: {
    imports: "import { importJWK, jwtVerify } from 'jose'",
    claims: "(await jwtVerify(token, await importJWK(jwk, algorithm), { issuer, audience, algorithms: [algorithm], requiredClaims: ['exp'] })).payload",
  },
  'hono/jwt': { imports: "import { verify } from 'hono/jwt'", claims: 'await verify(token, jwk, { alg: algorithm, iss: issuer, aud: audience })' },
}

/** Milliseconds by library: in Node from before the first import, in workerd for the first request, and for the start before it. */
export async function coldStarts({ folder, root, fixture }) {
  const { algorithm, issuer, audience, jwk, tokens } = fixture
  const given = JSON.stringify({ algorithm, issuer, audience, jwk, token: tokens[0] })
  return { Node: await inNode(folder, given), ...(await inWorkerd(folder, root, given)) }
}

async function inNode(folder, given) {
  const programs = {}
  for (const [index, [name, { imports, claims }]] of Object.entries(LIBRARIES).entries()) {
    programs[name] = join(folder, `cold-${index}.mjs`)
    const body = `export const { sub } = await (async ({ algorithm, issuer, audience, jwk, token }) => ${claims})(JSON.parse(process.argv[2]))`
    writeFileSync(join(folder, `cold-${index}-inner.mjs`), `${imports}\n${body}\n`)
    const outer = `const start = performance.now()\nconst { sub } = await import('./cold-${index}-inner.mjs')\n`
    writeFileSync(programs[name], `${outer}console.log(JSON.stringify([sub, performance.now() - start]))\n`)
  }
  const [found] = await medians(programs, (program) => {
    const [sub, milliseconds] = JSON.parse(execFileSync(process.execPath, [program, given], { cwd: folder, encoding: 'utf8' }))
    if (sub !== '248289761001') throw new Error(`${program}: wrong claims`)
    return [milliseconds]
  })
  return found
}

async function inWorkerd(folder, root, given) {
  const { Miniflare } = createRequire(join(root, 'tests/npm/package.json'))('miniflare')
  const workers = {}
  for (const [index, [name, { imports, claims }]] of Object.entries(LIBRARIES).entries()) {
    const file = `cold-worker-${index}.mjs`
    const body = `const { algorithm, issuer, audience, jwk, token } = await request.json()\n    return Response.json((${claims}).sub)`
    writeFileSync(join(folder, file), `${imports}\nexport default {\n  async fetch(request) {\n    ${body}\n  },\n}\n`)
    workers[name] = await bundledWorker({ folder, root, entry: file })
  }
  const [starts, requests] = await medians(workers, async (modules) => {
    const begun = performance.now()
    const workerd = new Miniflare({ compatibilityDate: '2026-01-01', modules })
    try {
      await workerd.ready
      const started = performance.now()
      const response = await workerd.dispatchFetch('http://worker/', { method: 'POST', body: given })
      if ((await response.json()) !== '248289761001') throw new Error('a worker gives wrong claims')
      return [started - begun, performance.now() - started]
    } finally {
      await workerd.dispose()
    }
  })
  return { 'workerd, first request': requests, 'workerd, start': starts }
}

/** The median of each number that `run` gives, by name; the names take turns. */
async function medians(contenders, run) {
  const found = {}
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, contender] of Object.entries(contenders)) (found[name] ??= []).push(await run(contender))
  }
  const count = Object.values(found)[0][0].length
  return Array.from({ length: count }, (_, which) =>
    Object.fromEntries(Object.entries(found).map(([name, runs]) => [name, runs.map((run) => run[which]).sort((a, b) => a - b)[ROUNDS >> 1]])),
  )
}

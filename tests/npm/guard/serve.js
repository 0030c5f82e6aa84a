// The API of the tests behind each runtime's own server. Deno and Bun listen, and print where.
import * as claimscope from 'claimscope'
import { decryptNested } from 'claimscope/decrypt'
import { createGuard } from 'claimscope/guard'
import { dpop } from 'claimscope/guard/bound'

import { api } from '../suite/guarded.js'

/** The guards, made when the first request comes: a worker may compute nothing before. */
let made

export async function fetch(request) {
  made ??= api({ claimscope, createGuard, dpop, decryptNested })
  const { guards, tokens } = await made
  const { pathname } = new URL(request.url)
  if (pathname === '/tokens') return Response.json(tokens)
  const guard = guards[pathname] ?? guards['/orders']
  return guard.handle((_, { claims }) => Response.json({ sub: claims.sub }))(request)
}

const port = 0
const hostname = '127.0.0.1'
if ('Deno' in globalThis) Deno.serve({ port, hostname, onListen: (at) => console.log(at.port) }, fetch)
else if ('Bun' in globalThis) console.log(Bun.serve({ port, hostname, fetch }).port)

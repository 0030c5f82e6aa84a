/** What a browser loads to verify tokens with each library: one minified file with all that it needs, wasm and all. */

import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

const PROGRAMS = {
  claimscope: "export { createVerifier, remoteIssuer } from 'claimscope'",
  'claimscope/lean': "export { createVerifier, remoteIssuer } from 'claimscope/lean'",
  'claimscope/guard, beside either': "export { createGuard } from 'claimscope/guard'",
  jose: "export { createRemoteJWKSet, jwtVerify } from 'jose'",
  'hono/jwt': "export { verifyWithJwks } from 'hono/jwt'",
}

/** Bytes by name: minified, and that gzipped. */
export async function sizes({ folder, root }) {
  const { build } = createRequire(join(root, 'tests/npm/package.json'))('esbuild')
  const found = {}
  for (const [name, program] of Object.entries(PROGRAMS)) {
    const entry = join(folder, 'sizes-entry.mjs')
    writeFileSync(entry, `${program}\n`)
    const { outputFiles } = await build({
      entryPoints: [entry],
      bundle: true,
      minify: true,
      format: 'esm',
      target: 'es2022',
      conditions: ['browser'],
      write: false,
      logLevel: 'error',
      legalComments: 'none',
    })
    const [{ contents }] = outputFiles
    found[name] = { bytes: contents.length, gzip: gzipSync(contents, { level: 9 }).length }
  }
  return found
}

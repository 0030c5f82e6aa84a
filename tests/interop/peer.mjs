// What every peer shares: a loopback port of its own, one line of JSON to say where it is, an end when its parent ends.
import { once } from 'node:events'

/**
 * Listens on a free loopback port; `handlerFor(origin)` gives what answers there. With `tls`, the module is `node:https`, and
 * these are its options.
 */
export async function serve(http, handlerFor, tls) {
  const server = tls ? http.createServer(tls) : http.createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const origin = `${tls ? 'https' : 'http'}://127.0.0.1:${server.address().port}`
  server.on('request', await handlerFor(origin))
  process.stdin.resume()
  process.stdin.on('end', () => process.exit(0))
  console.log(JSON.stringify({ origin }))
}

/** Everything on standard input, as JSON. */
export async function readInput() {
  const chunks = []
  for await (const chunk of process.stdin) chunks.push(chunk)
  return JSON.parse(Buffer.concat(chunks).toString('utf8'))
}

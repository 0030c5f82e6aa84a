/**
 * The guard on the Fetch API's `Request`: its table of answers, and what it makes of whatever a client can send.
 * @module
 */

import { decryptNested } from 'claimscope/decrypt'
import { createGuard } from 'claimscope/guard'
import { dpop } from 'claimscope/guard/bound'

import { compare, holdsNoToken, rows } from './answers.js'
import { ORIGIN, api } from './guarded.js'
import { codeOf, equal } from './harness.js'
import { headers, urls } from './hostile-requests.js'
import { policy } from './issuer.js'

const SHOWN = ['WWW-Authenticate', 'Content-Type', 'Vary', 'Access-Control-Allow-Origin', 'Retry-After']
const PRINTABLE = /^[\x20-\x7e]*$/

/** @param {typeof import('claimscope')} claimscope */
export function guardCases(claimscope) {
  return { ...tableCases(claimscope), ...hostileRequestCases(claimscope), ...guardOptionCases(claimscope) }
}

/** @param {typeof import('claimscope')} claimscope */
function tableCases(claimscope) {
  return {
    'the guard answers every request as the table says, and never with a token': async () => {
      const { guards, tokens, told } = await api({ claimscope, createGuard, dpop, decryptNested })
      for (const [name, [sent, expected]] of Object.entries(rows(tokens))) {
        const count = told.length
        const answer = await answered(guards, sent)
        try {
          compare(answer, expected)
          holdsNoToken(answer, SHOWN, tokens)
          equal(told.length - count, expected.status >= 400 ? 1 : 0)
        } catch (error) {
          throw new Error(`${name}: ${error.message}`)
        }
      }
      for (const { cause, ...refusal } of told) {
        equal(Object.values(tokens).some((token) => JSON.stringify(refusal).includes(token)), false)
        equal(refusal.path.startsWith('/') && !refusal.path.includes('?'), true)
      }
    },
    'a token in form or URL is taken where the API says so, once': async () => {
      const { guards, tokens, verifier } = await api({ claimscope, createGuard, dpop, decryptNested })
      const open = createGuard({ verifier, bearerMethods: ['header', 'body', 'query'] })
      const status = async (sent) => (await answered({ ...guards, '/orders': open }, sent)).status
      const [query, form] = [`/orders?access_token=${tokens.good}`, `access_token=${tokens.good}`]
      equal(await status({ path: query }), 200)
      equal(await status({ form }), 200)
      equal(await status({ path: query, form }), 400)
      equal(await status({ path: `${query}&access_token=` }), 400)
      equal(await status({ path: '/orders?access_token=' }), 400)
    },
    'what another body than a form says of tokens is left to the API': async () => {
      const { guards, tokens } = await api({ claimscope, createGuard, dpop, decryptNested })
      const sent = { authorization: `Bearer ${tokens.good}`, 'content-type': 'application/json' }
      const formTokens = () => ['one', 'another']
      const outcome = await guards['/orders'].decide({ method: 'POST', url: '/orders', header: (name) => sent[name], formTokens })
      equal(outcome.passed?.claims.sub, 'Zoë')
    },
    'the body that the guard has looked at is there for the API': async () => {
      const { guards, tokens } = await api({ claimscope, createGuard, dpop, decryptNested })
      const handler = guards['/orders'].handle(async (request, { claims }, env) => Response.json([claims.sub, env, await request.text()]))
      const response = await handler(request({ form: 'a=b', authorization: `Bearer ${tokens.good}` }), 'env')
      equal(await response.json(), ['Zoë', 'env', 'a=b'])
    },
    'headers that the API has set for its pages stay beside those of the guard': async () => {
      const { guards, tokens } = await api({ claimscope, createGuard, dpop, decryptNested })
      const headers = { Vary: 'Accept', 'Access-Control-Expose-Headers': 'ETag' }
      const asked = { method: 'GET', url: '/orders', header: (name) => ({ origin: 'https://app.example', authorization: `Bearer ${tokens.good}` })[name] }
      const { passed } = await guards['/orders'].decide(asked)
      const response = await guards['/orders'].handle(async () => new Response('', { headers }))(request({ authorization: `Bearer ${tokens.good}` }))
      equal(passed.answerHeaders['Access-Control-Allow-Origin'], 'https://app.example')
      equal([response.headers.get('Vary'), response.headers.get('Access-Control-Expose-Headers')], ['Accept, Origin', 'ETag'])
    },
    'errors say which status and challenge they are': async () => {
      const { verifier, tokens } = await api({ claimscope, createGuard, dpop, decryptNested })
      const told = async (token) => {
        const { status, challenge } = await verifier.requiring({ requiredScopes: ['orders.read'] }).verify(token).catch((error) => error)
        return [status, challenge]
      }
      equal(await told(tokens.expired), [401, 'Bearer error="invalid_token", error_description="the token fails the check claim.exp"'])
      equal((await told(tokens.scopeless))[0], 403)
      equal(await told(undefined), [401, 'Bearer'])
    },
  }
}

/** @param {typeof import('claimscope')} claimscope */
function hostileRequestCases(claimscope) {
  return {
    'whatever stands in a header, the answer is a refusal that is well formed': async () => {
      const { guards, tokens } = await api({ claimscope, createGuard, dpop, decryptNested })
      const hostile = headers(tokens)
      equal(hostile.length >= 100, true)
      for (const [name, value] of hostile) {
        const header = (one) => (one === name ? value : undefined)
        await refused(guards['/orders'], { method: 'GET', url: '/orders', header }, `${name}: ${value.slice(0, 60)}`)
      }
      return `${hostile.length} hostile headers`
    },
    'whatever stands in a URL, the answer is a refusal that is well formed': async () => {
      const { guards } = await api({ claimscope, createGuard, dpop, decryptNested })
      for (const url of urls) await refused(guards['/orders'], { method: 'GET', url, header: () => undefined }, url.slice(0, 60))
    },
    'a listener and a verifier that fail make no request fail': async () => {
      const broken = { verify: async () => Promise.reject(Object.assign(new Error('no database'), { code: 'ECONNREFUSED' })) }
      for (const onRefusal of [() => { throw new Error('log is full') }, async () => Promise.reject(new Error('log is full'))]) {
        const guard = createGuard({ verifier: broken, onRefusal })
        equal((await guard(new Request(ORIGIN, { headers: { Authorization: 'Bearer abc' } }))).status, 503)
        equal((await guard(new Request(ORIGIN))).status, 401)
      }
    },
  }
}

/** @param {typeof import('claimscope')} claimscope */
function guardOptionCases({ createVerifier, generateKey }) {
  return {
    'options of a guard that make no sense are told': async () => {
      const { publicKey } = await generateKey('ES256')
      const verifier = createVerifier(policy('ES256', publicKey))
      const wrong = [
        {},
        { verifier, scope: 'orders' },
        { verifier, scopes: 'orders' },
        { verifier, scopes: ['a"b'] },
        { verifier, scopes: ['a\r\nX: y'] },
        { verifier, realm: 'a\nb' },
        { verifier, realm: 'größe' },
        { verifier, resource: '/orders' },
        { verifier, resource: 'https://api.example/#a' },
        { verifier, bearerMethods: ['cookie'] },
        { verifier, cors: {} },
        { verifier, cors: { origins: ['a b'] } },
        { verifier, retryAfter: 0 },
        { verifier, onRefusal: 'log' },
        { verifier: { verify: async () => {} }, scopes: ['orders'] },
      ]
      for (const options of wrong) equal([await codeOf(async () => createGuard(options)), options.scopes], ['misuse.options', options.scopes])
    },
    'the metadata stands where the RFC has it': async () => {
      const { publicKey } = await generateKey('ES256')
      const verifier = createVerifier(policy('ES256', publicKey))
      const url = (resource) => createGuard({ verifier, resource }).metadataUrl
      equal(url('https://api.example'), 'https://api.example/.well-known/oauth-protected-resource')
      equal(url('https://api.example/'), 'https://api.example/.well-known/oauth-protected-resource')
      equal(url('https://api.example/mcp/'), 'https://api.example/.well-known/oauth-protected-resource/mcp')
      equal(url('http://localhost:3000/a/b?c=d'), 'http://localhost:3000/.well-known/oauth-protected-resource/a/b?c=d')
    },
    'a verifier that requires more has the same keys, and asks for all': async () => {
      const { publicKey } = await generateKey('ES256')
      const verifier = createVerifier(policy('ES256', publicKey, { requiredScopes: ['a'] }))
      equal(verifier.requiring({ requiredScopes: ['b', 'a'] }).policy.requiredScopes, ['a', 'b'])
      equal(verifier.policy.requiredScopes, ['a'])
      equal(await codeOf(async () => verifier.requiring({ issuer: false })), 'misuse.options')
    },
  }
}

/** A decision that must refuse, with nothing in its headers that could end a line. */
async function refused(guard, asked, name) {
  let outcome
  try {
    outcome = await guard.decide(asked)
  } catch (error) {
    throw new Error(`${name}: ${error}`)
  }
  const { status, headers } = outcome.answer ?? {}
  if (![204, 400, 401].includes(status)) throw new Error(`${name}: ${status}`)
  for (const [one, value] of Object.entries(headers)) if (!PRINTABLE.test(value)) throw new Error(`${name}: ${one} is ${JSON.stringify(value)}`)
  new Response(null, { status, headers })
}

/** The request of a row. A runtime takes several headers of one name as one list. */
function request({ method, path = '/orders', headers = {}, authorization, form }) {
  const all = new Headers(headers)
  for (const value of [authorization ?? []].flat()) all.append('Authorization', value)
  if (form !== undefined) all.set('Content-Type', 'application/x-www-form-urlencoded')
  return new Request(ORIGIN + path, { method: method ?? (form === undefined ? 'GET' : 'POST'), headers: all, body: form })
}

async function answered(guards, sent) {
  const asked = request(sent)
  // Pages may set neither; what a browser leaves out is put back for the test.
  const given = new Headers(sent.headers)
  const of = (name) => given.get(name) ?? asked.headers.get(name) ?? undefined
  const { pathname } = new URL(asked.url)
  const guard = guards[pathname] ?? guards['/orders']
  const native = asked.headers.has('Origin') === given.has('Origin')
  const response = native
    ? await guard.handle((_, { claims }) => (asked.method === 'HEAD' ? new Response(null) : Response.json({ sub: claims.sub })))(asked)
    : await decided(guard, { method: asked.method, url: asked.url, header: of })
  const body = asked.method === 'HEAD' ? '' : await response.text()
  return { status: response.status, header: (name) => response.headers.get(name), body }
}

/** As `handle` does it. */
async function decided(guard, asked) {
  const { passed, answer } = await guard.decide(asked)
  if (answer) return new Response(answer.body, answer)
  return Response.json({ sub: passed.claims.sub }, { headers: passed.answerHeaders })
}

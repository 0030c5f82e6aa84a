// The MCP sdk's own client against our protected API, of which it knows nothing but the URL.
import { auth } from '@modelcontextprotocol/sdk/client/auth.js'
import { readInput } from './peer.mjs'

const { serverUrl, redirectUri } = await readInput()
const kept = {}
const provider = {
  redirectUrl: redirectUri,
  clientMetadata: {
    client_name: 'mcp-client',
    redirect_uris: [redirectUri],
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    token_endpoint_auth_method: 'none',
  },
  state: () => 'a-state-of-the-client',
  clientInformation: () => kept.client,
  saveClientInformation: (client) => (kept.client = client),
  tokens: () => kept.tokens,
  saveTokens: (tokens) => (kept.tokens = tokens),
  redirectToAuthorization: (url) => (kept.authorization = url.href),
  saveCodeVerifier: (verifier) => (kept.verifier = verifier),
  codeVerifier: () => kept.verifier,
}

/** The forms of a page, as a user fills them in. */
async function logIn(address) {
  const cookies = new Map()
  let request = { url: address }
  for (let step = 0; step < 10; step += 1) {
    const response = await fetch(request.url, {
      method: request.body ? 'POST' : 'GET',
      body: request.body,
      redirect: 'manual',
      headers: { cookie: [...cookies].map((pair) => pair.join('=')).join('; ') },
    })
    for (const cookie of response.headers.getSetCookie()) {
      const [pair] = cookie.split(';')
      const at = pair.indexOf('=')
      cookies.set(pair.slice(0, at), pair.slice(at + 1))
    }
    const location = response.headers.get('location')
    if (location) {
      const target = new URL(location, request.url)
      if (target.href.startsWith(redirectUri)) return target.searchParams
      request = { url: target.href }
      continue
    }
    request = filledIn(await response.text(), request.url)
  }
  throw new Error('the login did not end')
}

function filledIn(page, url) {
  const unescaped = (text) => text.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
  const form = /<form[^>]*?(?:action="([^"]*)")?[^>]*>([\s\S]*?)<\/form>/i.exec(page)
  if (!form) throw new Error(`there is no form: ${page.slice(0, 500)}`)
  const body = new URLSearchParams()
  for (const [input] of form[2].matchAll(/<input[^>]*>/gi)) {
    const attribute = (name) => unescaped(new RegExp(`\\b${name}="([^"]*)"`, 'i').exec(input)?.[1] ?? '')
    const [name, type] = [attribute('name'), attribute('type')]
    if (!name || (type === 'checkbox' && !/\bchecked\b/i.test(input))) continue
    body.append(name, /user/i.test(name) || type === 'password' ? 'alice' : attribute('value'))
  }
  const button = /<button[^>]*name="([^"]*)"[^>]*value="([^"]*)"/i.exec(form[2])
  if (button) body.append(button[1], button[2])
  return { url: new URL(unescaped(form[1] ?? '') || url, url).href, body }
}

const first = await auth(provider, { serverUrl })
const answer = await logIn(kept.authorization)
const second = await auth(provider, { serverUrl, authorizationCode: answer.get('code') })
const response = await fetch(serverUrl, { headers: { authorization: `Bearer ${kept.tokens.access_token}` } })
console.log(JSON.stringify({ first, second, clientId: kept.client.client_id, status: response.status, authorization: kept.authorization }))

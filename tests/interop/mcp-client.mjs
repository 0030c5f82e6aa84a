// The MCP sdk's own client against our protected API, of which it knows nothing but the URL.
import { auth } from '@modelcontextprotocol/sdk/client/auth.js'
import { readInput } from './peer.mjs'
import { user } from './user.mjs'

const { api, issuer, redirect_uri, username, password } = await readInput()
const serverUrl = `${api}/identity`
const kept = {}
const provider = {
  redirectUrl: redirect_uri,
  clientMetadata: {
    client_name: 'mcp-client',
    redirect_uris: [redirect_uri],
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    token_endpoint_auth_method: 'none',
    application_type: 'native',
  },
  state: () => 'a-state-of-the-client',
  clientInformation: () => kept.client,
  saveClientInformation: (client) => (kept.client = client),
  tokens: () => kept.tokens,
  saveTokens: (tokens) => (kept.tokens = tokens),
  redirectToAuthorization: (url) => (kept.authorization = url),
  saveCodeVerifier: (verifier) => (kept.verifier = verifier),
  codeVerifier: () => kept.verifier,
}

const call = (headers) => fetch(serverUrl, { headers })
const first = await auth(provider, { serverUrl })
const answer = new URL(await user({ issuer, redirect_uri, username, password })(kept.authorization))
const second = await auth(provider, { serverUrl, authorizationCode: answer.searchParams.get('code'), iss: answer.searchParams.get('iss') ?? undefined })
const { status } = await call({ authorization: `Bearer ${kept.tokens.access_token}` })
console.log(JSON.stringify({
  first,
  second,
  resource: kept.authorization.searchParams.get('resource') === serverUrl,
  pkce: kept.authorization.searchParams.get('code_challenge_method'),
  status,
}))

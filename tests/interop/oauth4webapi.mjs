// A strict foreign client against our playground: discovery, client_credentials, and RFC 9068 as its referee reads it.
import * as oauth from 'oauth4webapi'
import { readInput } from './peer.mjs'

const { issuer, client_id, client_secret, scope, audience, validate } = await readInput()
const options = { [oauth.allowInsecureRequests]: true }
const steps = {}

const identifier = new URL(issuer)
for (const algorithm of ['oidc', 'oauth2']) {
  const response = await oauth.discoveryRequest(identifier, { ...options, algorithm })
  const metadata = await oauth.processDiscoveryResponse(identifier, response)
  steps[`discovery_${algorithm}`] = metadata.issuer
}
const server = await oauth.processDiscoveryResponse(identifier, await oauth.discoveryRequest(identifier, options))

let token
for (const [name, authentication] of Object.entries({ basic: oauth.ClientSecretBasic, post: oauth.ClientSecretPost })) {
  const response = await oauth.clientCredentialsGrantRequest(
    server, { client_id }, authentication(client_secret), new URLSearchParams({ scope }), options)
  token = await oauth.processClientCredentialsResponse(server, { client_id }, response)
  steps[`client_credentials_${name}`] = { token_type: token.token_type, expires_in: token.expires_in, scope: token.scope }
}

const refused = await oauth.clientCredentialsGrantRequest(
  server, { client_id }, oauth.ClientSecretBasic('wrong'), new URLSearchParams({ scope }), options)
try {
  await oauth.processClientCredentialsResponse(server, { client_id }, refused)
} catch (error) {
  steps.wrong_secret = { status: error.status, error: error.error }
}

if (validate) {
  const request = new Request('http://localhost/', { headers: { authorization: `Bearer ${token.access_token}` } })
  const claims = await oauth.validateJwtAccessToken(server, request, audience, options)
  steps.validated = { iss: claims.iss, client_id: claims.client_id, jti: typeof claims.jti }
}
console.log(JSON.stringify(steps))

// A strict foreign client against our playground: discovery, client_credentials, password, and RFC 9068's rules on the token.
import * as oauth from 'oauth4webapi'
import { readInput } from './peer.mjs'

const { issuer, client_id, user_client_id, client_secret, username, password, scope, audience } = await readInput()
const options = { [oauth.allowInsecureRequests]: true }
const steps = {}

const identifier = new URL(issuer)
for (const algorithm of ['oidc', 'oauth2']) {
  const response = await oauth.discoveryRequest(identifier, { ...options, algorithm })
  const metadata = await oauth.processDiscoveryResponse(identifier, response)
  steps[`discovery_${algorithm}`] = metadata.issuer
}
const server = await oauth.processDiscoveryResponse(identifier, await oauth.discoveryRequest(identifier, options))

for (const [name, authentication] of Object.entries({ basic: oauth.ClientSecretBasic, post: oauth.ClientSecretPost })) {
  const response = await oauth.clientCredentialsGrantRequest(
    server, { client_id }, authentication(client_secret), new URLSearchParams({ scope }), options)
  const token = await oauth.processClientCredentialsResponse(server, { client_id }, response)
  steps[`client_credentials_${name}`] = { token_type: token.token_type, expires_in: token.expires_in, scope: token.scope }
}

const refused = await oauth.clientCredentialsGrantRequest(
  server, { client_id }, oauth.ClientSecretBasic('wrong'), new URLSearchParams({ scope }), options)
try {
  await oauth.processClientCredentialsResponse(server, { client_id }, refused)
} catch (error) {
  steps.wrong_secret = { status: error.status, error: error.error }
}

const parameters = new URLSearchParams({ username, password, scope })
const answer = await oauth.genericTokenEndpointRequest(
  server, { client_id: user_client_id }, oauth.ClientSecretPost(client_secret), 'password', parameters, options)
const { access_token } = await oauth.processGenericTokenEndpointResponse(server, { client_id: user_client_id }, answer)
const request = new Request('http://localhost/', { headers: { authorization: `Bearer ${access_token}` } })
const claims = await oauth.validateJwtAccessToken(server, request, audience, options)
steps.validated = { iss: claims.iss, sub: typeof claims.sub, client_id: claims.client_id }
console.log(JSON.stringify(steps))

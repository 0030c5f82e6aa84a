// openid-client, which most of Node's relying parties use, against our playground: code with PKCE after a pushed request,
// DPoP with the server's nonces, refresh, userinfo, device, client credentials with RFC 9068's tokens, introspection and
// revocation.
import * as client from 'openid-client'
import { validateJwtAccessToken, allowInsecureRequests } from 'oauth4webapi'
import { readInput } from './peer.mjs'
import { user } from './user.mjs'

const { issuer, api, redirect_uri, username, password } = await readInput()
const options = { execute: [client.allowInsecureRequests] }
const configured = (client_id, authentication) => client.discovery(new URL(issuer), client_id, undefined, authentication, options)
const steps = {}

const asUser = user({ issuer, redirect_uri, username, password })
const web = await configured('interactive', client.ClientSecretBasic('secret'))
// The signature of an ID token is checked as well, although it comes from the token endpoint.
client.enableNonRepudiationChecks(web)
const DPoP = client.getDPoPHandle(web, await client.randomDPoPKeyPair('ES256'))
const pkceCodeVerifier = client.randomPKCECodeVerifier()
const [expectedState, expectedNonce] = [client.randomState(), client.randomNonce()]
const authorization = await client.buildAuthorizationUrlWithPAR(web, {
  redirect_uri,
  scope: 'openid profile api1 offline_access',
  code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
  code_challenge_method: 'S256',
  state: expectedState,
  nonce: expectedNonce,
  max_age: '60',
}, { DPoP })
steps.pushed = [...authorization.searchParams.keys()].sort().join(' ')
const back = new URL(await asUser(authorization))
const tokens = await client.authorizationCodeGrant(web, back,
  { pkceCodeVerifier, expectedState, expectedNonce, maxAge: 60, idTokenExpected: true }, undefined, { DPoP })
const { sub } = tokens.claims()
steps.code = { sub, token_type: tokens.token_type }
steps.userinfo = (await client.fetchUserInfo(web, tokens.access_token, sub, { DPoP })).name
const read = async (token) => {
  const url = new URL('/identity', api)
  return (await client.fetchProtectedResource(web, token, url, 'GET', undefined, undefined, { DPoP })).status
}
steps.api = await read(tokens.access_token)

const renewed = await client.refreshTokenGrant(web, tokens.refresh_token, undefined, { DPoP })
steps.refresh = { token_type: renewed.token_type, rotated: renewed.refresh_token !== tokens.refresh_token, api: await read(renewed.access_token) }

const resource = await configured('api1', client.ClientSecretBasic('secret'))
const introspected = await client.tokenIntrospection(resource, renewed.access_token)
steps.introspection = { active: introspected.active, client_id: introspected.client_id, scope: introspected.scope, bound: typeof introspected.cnf?.jkt }

await client.tokenRevocation(web, renewed.refresh_token)
steps.revoked = await client.refreshTokenGrant(web, renewed.refresh_token, undefined, { DPoP }).catch(({ error }) => error)

const box = await configured('device', client.None())
const codes = await client.initiateDeviceAuthorization(box, { scope: 'openid api1' })
await asUser(codes.verification_uri_complete)
// The user has approved already, so that there is nothing to wait for.
const granted = await client.pollDeviceAuthorizationGrant(box, { ...codes, interval: 0.01 })
steps.device = { scope: granted.scope, sub: granted.claims().sub }

const machine = await configured('client', client.ClientSecretPost('secret'))
const machineTokens = await client.clientCredentialsGrant(machine, { scope: 'api1' })
const request = new Request(new URL('/identity', api), { headers: { authorization: `Bearer ${machineTokens.access_token}` } })
const claims = await validateJwtAccessToken(machine.serverMetadata(), request, 'api1', { [allowInsecureRequests]: true })
steps.client_credentials = { token_type: machineTokens.token_type, sub: claims.sub, scope: claims.scope }
steps.refused = await client.clientCredentialsGrant(machine, { scope: 'unknown' }).catch(({ status, error }) => ({ status, error }))
console.log(JSON.stringify(steps))

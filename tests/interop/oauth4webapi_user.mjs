// A strict foreign client against the flows of our playground that have a user: code with PKCE, refresh, device, userinfo,
// introspection and revocation.
import * as oauth from 'oauth4webapi'
import { readInput } from './peer.mjs'
import { user } from './user.mjs'

const { issuer, redirect_uri, username, password } = await readInput()
const options = { [oauth.allowInsecureRequests]: true }
const identifier = new URL(issuer)
const server = await oauth.processDiscoveryResponse(identifier, await oauth.discoveryRequest(identifier, options))
const steps = {}

const asUser = user({ issuer, redirect_uri, username, password })
const client = { client_id: 'interactive' }
const authentication = oauth.ClientSecretBasic('secret')
const verifier = oauth.generateRandomCodeVerifier()
const state = oauth.generateRandomState()
const nonce = oauth.generateRandomNonce()
const authorization = new URL(server.authorization_endpoint)
for (const [name, value] of Object.entries({
  client_id: client.client_id,
  redirect_uri,
  response_type: 'code',
  scope: 'openid profile api1 offline_access',
  code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
  code_challenge_method: 'S256',
  state,
  nonce,
  max_age: '60',
})) authorization.searchParams.set(name, value)
const back = new URL(await asUser(authorization))
const parameters = oauth.validateAuthResponse(server, client, back, state)
const redeemed = await oauth.authorizationCodeGrantRequest(
  server, client, authentication, parameters, redirect_uri, verifier, options)
const tokens = await oauth.processAuthorizationCodeResponse(
  server, client, redeemed, { expectedNonce: nonce, maxAge: 60, requireIdToken: true })
await oauth.validateApplicationLevelSignature(server, redeemed, options)
const subject = oauth.getValidatedIdTokenClaims(tokens).sub
steps.code = { sub: subject, token_type: tokens.token_type, refresh: typeof tokens.refresh_token }

const info = await oauth.userInfoRequest(server, client, tokens.access_token, options)
steps.userinfo = (await oauth.processUserInfoResponse(server, client, subject, info)).name

const renewed = await oauth.processRefreshTokenResponse(server, client,
  await oauth.refreshTokenGrantRequest(server, client, authentication, tokens.refresh_token, options))
steps.refresh = { rotated: renewed.refresh_token !== tokens.refresh_token, scope: renewed.scope }

const api = { client_id: 'api1' }
const introspected = await oauth.processIntrospectionResponse(server, api,
  await oauth.introspectionRequest(server, api, authentication, renewed.access_token, options))
steps.introspection = { active: introspected.active, client_id: introspected.client_id, scope: introspected.scope }

await oauth.processRevocationResponse(
  await oauth.revocationRequest(server, client, authentication, renewed.refresh_token, options))
try {
  await oauth.processRefreshTokenResponse(server, client,
    await oauth.refreshTokenGrantRequest(server, client, authentication, renewed.refresh_token, options))
} catch (error) {
  steps.revoked = error.error
}

const device = { client_id: 'device' }
const codes = await oauth.processDeviceAuthorizationResponse(server, device,
  await oauth.deviceAuthorizationRequest(server, device, oauth.None(), { scope: 'openid api1' }, options))
await asUser(codes.verification_uri_complete)
const granted = await oauth.processDeviceCodeResponse(server, device,
  await oauth.deviceCodeGrantRequest(server, device, oauth.None(), codes.device_code, options))
steps.device = { scope: granted.scope, sub: oauth.getValidatedIdTokenClaims(granted).sub }
console.log(JSON.stringify(steps))

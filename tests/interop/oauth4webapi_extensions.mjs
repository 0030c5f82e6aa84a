// A strict foreign client against what our playground has beyond IdentityServer4: from the API's URL alone to the token
// server, registration, PAR, DPoP with nonces, private_key_jwt, request objects, RFC 9207 and RFC 9068.
import * as oauth from 'oauth4webapi'
import { readInput } from './peer.mjs'
import { user } from './user.mjs'

const { api, redirect_uri, username, password } = await readInput()
const options = { [oauth.allowInsecureRequests]: true }
const steps = {}

const resource = new URL('/identity', api)
const challenged = await fetch(resource)
const metadataUrl = challenged.headers.get('www-authenticate').match(/resource_metadata="([^"]*)"/)[1]
const found = await oauth.processResourceDiscoveryResponse(resource, await oauth.resourceDiscoveryRequest(resource, options))
steps.resource = { header: metadataUrl.endsWith('/.well-known/oauth-protected-resource/identity'), named: found.resource === resource.href }

const identifier = new URL(found.authorization_servers[0])
const issuer = identifier.href
const server = await oauth.processDiscoveryResponse(identifier, await oauth.discoveryRequest(identifier, options))

const register = async (metadata) => oauth.processDynamicClientRegistrationResponse(
  await oauth.dynamicClientRegistrationRequest(server, metadata, options))
const client = await register({
  client_name: 'foreign',
  redirect_uris: [redirect_uri],
  grant_types: ['authorization_code', 'refresh_token'],
  token_endpoint_auth_method: 'none',
})
steps.registered = typeof client.client_id

const keyPair = await oauth.generateKeyPair('ES256')
const DPoP = oauth.DPoP(client, keyPair)
/** Once more where the server wanted its nonce. */
const withNonce = async (send) => {
  try {
    return await send()
  } catch (error) {
    if (!oauth.isDPoPNonceError(error)) throw error
    steps.nonces = (steps.nonces ?? 0) + 1
    return send()
  }
}

const verifier = oauth.generateRandomCodeVerifier()
const state = oauth.generateRandomState()
const parameters = new URLSearchParams({
  client_id: client.client_id,
  redirect_uri,
  response_type: 'code',
  scope: 'api1 offline_access',
  code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
  code_challenge_method: 'S256',
  state,
  resource: resource.href,
})
const pushed = await withNonce(async () => oauth.processPushedAuthorizationResponse(server, client,
  await oauth.pushedAuthorizationRequest(server, client, oauth.None(), parameters, { ...options, DPoP })))
const authorization = new URL(server.authorization_endpoint)
authorization.searchParams.set('client_id', client.client_id)
authorization.searchParams.set('request_uri', pushed.request_uri)
const back = new URL(await user({ issuer, redirect_uri, username, password })(authorization))
steps.iss = back.searchParams.get('iss') === server.issuer
const answer = oauth.validateAuthResponse(server, client, back, state)
const tokens = await withNonce(async () => oauth.processAuthorizationCodeResponse(server, client,
  await oauth.authorizationCodeGrantRequest(server, client, oauth.None(), answer, redirect_uri, verifier,
    { ...options, DPoP, additionalParameters: { resource: resource.href } })))
steps.code = { token_type: tokens.token_type }

const read = (accessToken) => withNonce(() => oauth.protectedResourceRequest(
  accessToken, 'GET', resource, undefined, undefined, { ...options, DPoP }))
steps.api = (await read(tokens.access_token)).status

const renewed = await withNonce(async () => oauth.processRefreshTokenResponse(server, client,
  await oauth.refreshTokenGrantRequest(server, client, oauth.None(), tokens.refresh_token, { ...options, DPoP })))
steps.refresh = { token_type: renewed.token_type, api: (await read(renewed.access_token)).status }

const signing = await oauth.generateKeyPair('ES256', { extractable: true })
const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', signing.publicKey)
const keyed = {
  token_endpoint_auth_method: 'private_key_jwt',
  jwks: { keys: [{ kty, crv, x, y, alg: 'ES256', use: 'sig' }] },
  scope: 'api1',
}
const machine = await register({ ...keyed, grant_types: ['client_credentials'], redirect_uris: [], response_types: ['code'] })
const proved = await oauth.processClientCredentialsResponse(server, machine,
  await oauth.clientCredentialsGrantRequest(server, machine, oauth.PrivateKeyJwt(signing.privateKey),
    new URLSearchParams({ scope: 'api1' }), options))
const request = new Request(resource, { headers: { authorization: `Bearer ${proved.access_token}` } })
const claims = await oauth.validateJwtAccessToken(server, request, 'api1', options)
steps.private_key_jwt = { sub: claims.sub === machine.client_id, scope: claims.scope }

const signer = await register({ ...keyed, grant_types: ['authorization_code'], redirect_uris: [redirect_uri] })
const proof = oauth.PrivateKeyJwt(signing.privateKey)
const object = await oauth.issueRequestObject(server, signer, new URLSearchParams({
  redirect_uri,
  response_type: 'code',
  scope: 'api1',
  code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
  code_challenge_method: 'S256',
  state,
}), signing.privateKey)
const pushedObject = await oauth.processPushedAuthorizationResponse(server, signer,
  await oauth.pushedAuthorizationRequest(server, signer, proof, new URLSearchParams({ request: object }), options))
authorization.searchParams.set('client_id', signer.client_id)
authorization.searchParams.set('request_uri', pushedObject.request_uri)
const backAgain = new URL(await user({ issuer, redirect_uri, username, password })(authorization))
const answerAgain = oauth.validateAuthResponse(server, signer, backAgain, state)
const last = await oauth.processAuthorizationCodeResponse(server, signer,
  await oauth.authorizationCodeGrantRequest(server, signer, proof, answerAgain, redirect_uri, verifier, options))
steps.request_object = { token_type: last.token_type, scope: last.scope }
console.log(JSON.stringify(steps))

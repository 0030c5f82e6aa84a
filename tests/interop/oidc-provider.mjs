// A foreign, certified OpenID provider for our client: its grants, its ways of client authentication, PAR, DPoP, rich
// authorization requests, and its signed answers.
import http from 'node:http'
import Provider, { errors } from 'oidc-provider'
import { serve } from './peer.mjs'

export const audience = 'https://api.example.com'

// Characters that RFC 6749 §2.3.1 wants form-encoded inside the Basic credentials.
const client_secret = 's3cret with space+plus/colon:%'
const rich = { authorization_details_types: ['payment', 'accounts'] }
const code = {
  ...rich,
  grant_types: ['authorization_code', 'refresh_token'],
  redirect_uris: ['http://127.0.0.1/callback'],
  response_types: ['code'],
  application_type: 'native',
}
const machine = { ...rich, grant_types: ['client_credentials'], redirect_uris: [], response_types: [] }
// The public half of the key that the test signs with, as JSON in the first argument.
const jwks = { keys: process.argv[2] ? [JSON.parse(process.argv[2])] : [] }

await serve(http, (issuer) => {
  const provider = new Provider(issuer, {
    clients: [
      { client_id: 'client_secret_basic', client_secret, ...machine, token_endpoint_auth_method: 'client_secret_basic' },
      { client_id: 'client_secret_post', client_secret, ...machine, token_endpoint_auth_method: 'client_secret_post' },
      { client_id: 'client_secret_jwt', client_secret: client_secret.repeat(2), ...machine, token_endpoint_auth_method: 'client_secret_jwt' },
      { client_id: 'private_key_jwt', jwks, ...machine, token_endpoint_auth_method: 'private_key_jwt' },
      { client_id: 'native', ...code, token_endpoint_auth_method: 'none' },
      { client_id: 'web', client_secret, ...code, token_endpoint_auth_method: 'client_secret_basic', introspection_signed_response_alg: 'RS256' },
      { client_id: 'shared', client_secret: client_secret.repeat(2), ...code, token_endpoint_auth_method: 'client_secret_basic', authorization_signed_response_alg: 'HS256' },
      { client_id: 'signed', jwks, ...code, token_endpoint_auth_method: 'private_key_jwt' },
      {
        client_id: 'device',
        grant_types: ['urn:ietf:params:oauth:grant-type:device_code', 'refresh_token'],
        redirect_uris: [],
        response_types: [],
        application_type: 'native',
        token_endpoint_auth_method: 'none',
      },
    ],
    scopes: ['openid', 'offline_access', 'api1'],
    clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'client_secret_jwt', 'private_key_jwt', 'none'],
    enabledJWA: { authorizationSigningAlgValues: ['RS256', 'HS256'] },
    issueRefreshToken: () => true,
    findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ sub, name: `User ${sub}` }) }),
    features: {
      clientCredentials: { enabled: true },
      deviceFlow: { enabled: true },
      dPoP: { enabled: true, nonceSecret: Buffer.alloc(32, 7), requireNonce: () => true },
      introspection: { enabled: true },
      jwtIntrospection: { enabled: true },
      jwtResponseModes: { enabled: true },
      pushedAuthorizationRequests: { enabled: true },
      requestObjects: { enabled: true },
      revocation: { enabled: true },
      richAuthorizationRequests: {
        enabled: true,
        types: {
          payment: {
            validate(_, detail) {
              if (!detail.amount) throw new errors.InvalidAuthorizationDetails('a payment has an amount')
            },
          },
          accounts: { validate() {} },
        },
        authorizationDetailsForGrantSource: (ctx) => ctx.oidc.grant.rar,
        // Who asks for accounts is told which ones they are.
        authorizationDetailsForAccessToken: (ctx, _, source) => (source?.rar ?? JSON.parse(ctx.oidc.params.authorization_details))
          .map((detail) => (detail.type === 'accounts' ? { ...detail, privileges: ['read'] } : detail)),
        authorizationDetailsForIntrospection: (_, token) => token.rar,
      },
      resourceIndicators: {
        enabled: true,
        defaultResource: (ctx, client) => (client.grantTypeAllowed('client_credentials') ? audience : undefined),
        getResourceServerInfo: () => ({ scope: 'api1', audience, accessTokenFormat: 'jwt', accessTokenTTL: 600 }),
      },
    },
  })
  provider.on('server_error', (_, error) => console.error(error))
  return provider.callback()
})

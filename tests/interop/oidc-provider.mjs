// A foreign, certified OpenID provider for our client: client_credentials, JWT access tokens for one API.
import http from 'node:http'
import Provider from 'oidc-provider'
import { serve } from './peer.mjs'

export const audience = 'https://api.example.com'

await serve(http, (issuer) => {
  const provider = new Provider(issuer, {
    clients: ['client_secret_basic', 'client_secret_post'].map((token_endpoint_auth_method) => ({
      client_id: token_endpoint_auth_method,
      // Characters that RFC 6749 §2.3.1 wants form-encoded inside the Basic credentials.
      client_secret: 's3cret with space+plus/colon:%',
      grant_types: ['client_credentials'],
      redirect_uris: [],
      response_types: [],
      token_endpoint_auth_method,
    })),
    scopes: ['api1'],
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => audience,
        getResourceServerInfo: () => ({ scope: 'api1', audience, accessTokenFormat: 'jwt', accessTokenTTL: 600 }),
      },
    },
  })
  provider.on('server_error', (_, error) => console.error(error))
  return provider.callback()
})

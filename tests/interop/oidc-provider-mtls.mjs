// A foreign OpenID provider over TLS that knows its clients by their certificates (RFC 8705): one by a name that an authority
// has certified, one by the certificate itself. The second argument is JSON with the PEM of all of them.
import https from 'node:https'
import Provider from 'oidc-provider'
import { X509Certificate } from 'node:crypto'
import { serve } from './peer.mjs'

const audience = 'https://api.example.com'
const { key, cert, ca, selfSigned } = JSON.parse(process.argv[2])
const machine = {
  grant_types: ['client_credentials'],
  redirect_uris: [],
  response_types: [],
  tls_client_certificate_bound_access_tokens: true,
}
const registered = new X509Certificate(selfSigned)
const jwks = { keys: [{ ...registered.publicKey.export({ format: 'jwk' }), x5c: [registered.raw.toString('base64')] }] }
const certificate = (ctx) => {
  const peer = ctx.socket.getPeerX509Certificate()
  return peer && new X509Certificate(peer.raw)
}

await serve(https, (issuer) => {
  const atCertificates = issuer.replace('127.0.0.1', 'localhost')
  const provider = new Provider(issuer, {
    clients: [
      { client_id: 'by-name', ...machine, token_endpoint_auth_method: 'tls_client_auth', tls_client_auth_san_dns: 'client.example' },
      { client_id: 'by-certificate', jwks, ...machine, token_endpoint_auth_method: 'self_signed_tls_client_auth' },
    ],
    scopes: ['openid', 'api1'],
    clientAuthMethods: ['client_secret_basic', 'tls_client_auth', 'self_signed_tls_client_auth'],
    // The endpoints at which a certificate is asked for have another host (RFC 8705 §5).
    discovery: {
      mtls_endpoint_aliases: { token_endpoint: `${atCertificates}/token`, introspection_endpoint: `${atCertificates}/token/introspection` },
    },
    features: {
      clientCredentials: { enabled: true },
      introspection: { enabled: true },
      mTLS: {
        enabled: true,
        certificateBoundAccessTokens: true,
        selfSignedTlsClientAuth: true,
        tlsClientAuth: true,
        getCertificate: (ctx) => certificate(ctx)?.toString(),
        certificateAuthorized: (ctx) => ctx.socket.authorized,
        certificateSubjectMatches: (ctx, _, expected) => certificate(ctx)?.checkHost(expected) !== undefined,
      },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => audience,
        getResourceServerInfo: () => ({ scope: 'api1', audience, accessTokenFormat: 'jwt', accessTokenTTL: 600 }),
      },
    },
  })
  provider.on('server_error', (_, error) => console.error(error))
  const answer = provider.callback()
  // Over the issuer's own host no certificate counts, so that only the other host authenticates a client by one.
  return (request, response) => {
    const isToken = request.url.startsWith('/token')
    if (isToken && request.headers.host.startsWith('127.')) return response.writeHead(421).end()
    return answer(request, response)
  }
}, { key, cert, ca, requestCert: true, rejectUnauthorized: false })

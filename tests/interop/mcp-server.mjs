// An MCP server made with the protocol's own sdk, for our client: its authorization router, and a guarded tool server.
import { randomUUID } from 'node:crypto'
import http from 'node:http'
import express from 'express'
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import { requireBearerAuth } from '@modelcontextprotocol/sdk/server/auth/middleware/bearerAuth.js'
import { getOAuthProtectedResourceMetadataUrl, mcpAuthRouter } from '@modelcontextprotocol/sdk/server/auth/router.js'
import { serve } from './peer.mjs'

/** An authorization server whose user agrees to everything at once; everything is kept in memory. */
function provider() {
  const [clients, codes, tokens] = [new Map(), new Map(), new Map()]
  return {
    clientsStore: {
      getClient: (id) => clients.get(id),
      registerClient(client) {
        clients.set(client.client_id, client)
        return client
      },
    },
    async authorize(client, params, response) {
      const code = randomUUID()
      codes.set(code, { client, params })
      const target = new URL(params.redirectUri)
      target.searchParams.set('code', code)
      if (params.state !== undefined) target.searchParams.set('state', params.state)
      response.redirect(target.href)
    },
    challengeForAuthorizationCode: async (_, code) => codes.get(code).params.codeChallenge,
    async exchangeAuthorizationCode(client, code, _, __, resource) {
      const { params } = codes.get(code)
      codes.delete(code)
      const token = randomUUID()
      const expiresAt = Math.floor(Date.now() / 1000) + 600
      tokens.set(token, { token, clientId: client.client_id, scopes: params.scopes ?? [], expiresAt, resource })
      return { access_token: token, token_type: 'Bearer', expires_in: 600, scope: (params.scopes ?? []).join(' ') }
    },
    async verifyAccessToken(token) {
      const known = tokens.get(token)
      if (!known) throw new (await import('@modelcontextprotocol/sdk/server/auth/errors.js')).InvalidTokenError('unknown token')
      return known
    },
  }
}

await serve(http, (origin) => {
  const resourceServerUrl = new URL('/mcp', origin)
  const auth = provider()
  const app = express()
  app.use(mcpAuthRouter({ provider: auth, issuerUrl: new URL(origin), resourceServerUrl, scopesSupported: ['tools'] }))
  const guard = requireBearerAuth({
    verifier: auth,
    requiredScopes: ['tools'],
    resourceMetadataUrl: getOAuthProtectedResourceMetadataUrl(resourceServerUrl),
  })
  app.post('/mcp', guard, express.json(), async (request, response) => {
    const server = new McpServer({ name: 'orders', version: '1.0.0' })
    const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: undefined })
    response.on('close', () => server.close())
    await server.connect(transport)
    await transport.handleRequest(request, response, request.body)
  })
  return app
})

// The MCP sdk's client and its server behind the guard, of which the client knows nothing but the URL; the playground is the authorization server.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { UnauthorizedError } from '@modelcontextprotocol/sdk/client/auth.js';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';

import { user } from '../../interop/user.mjs';
import { equal } from '../suite/harness.js';
import { startPlayground } from '../www/playground.mjs';

const REDIRECT = 'http://127.0.0.1:8400/callback';

/** @param {typeof import('./load.js')} loaded */
export function loginCases(loaded, program) {
  return {
    'the MCP sdk logs in to a guarded server by its URL alone': async () => {
      const server = createServer();
      await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
      const url = `http://127.0.0.1:${server.address().port}/mcp`;
      const folder = mkdtempSync(join(tmpdir(), 'claimscope-'));
      writeFileSync(join(folder, 'playground.json'), JSON.stringify(configuration(url)));
      const playground = await startPlayground(program, undefined, undefined, ['--config', join(folder, 'playground.json')]);
      try {
        const told = [];
        server.on('request', guarded(loaded, url, playground.issuer, told));
        equal(await login(url, playground.issuer), ['greet']);
        equal(told, ['token.missing']);
      } finally {
        playground.stop();
        server.close();
        server.closeAllConnections();
        rmSync(folder, { recursive: true });
      }
    },
  };
}

/** An API resource by the server's URL, and clients that register themselves. */
const configuration = (url) => ({
  Playground: { DynamicClientRegistration: true, ResourceIndicators: true },
  IdentityResources: [{ Name: 'openid', UserClaims: ['sub'] }],
  ApiScopes: [{ Name: 'tools' }],
  ApiResources: [{ Name: url, Scopes: ['tools'] }],
  TestUsers: [{ SubjectId: '1', Username: 'alice', Password: 'alice' }],
});

/** A server of the sdk's own, for whoever the guard lets pass. */
function guarded({ claimscope, createGuard, expressGuard }, url, issuer, told) {
  const verifier = claimscope.createVerifier({
    issuer,
    audience: url,
    algorithms: ['RS256'],
    keys: claimscope.remoteIssuer(issuer),
    profile: 'identityserver4',
  });
  const onRefusal = ({ code }) => told.push(code);
  const protect = expressGuard(createGuard({ verifier, scopes: ['tools'], resource: url, onRefusal }));
  return (request, response) =>
    protect(request, response, async () => {
      const server = new McpServer({ name: 'greeter', version: '1.0.0' });
      server.registerTool('greet', { description: 'Greets.' }, async () => ({ content: [{ type: 'text', text: 'hello' }] }));
      const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: undefined });
      response.on('close', () => server.close());
      await server.connect(transport);
      await transport.handleRequest(request, response);
    });
}

/** The names of the tools, after a login in which alice agrees. */
async function login(url, issuer) {
  const kept = {};
  const authProvider = {
    redirectUrl: REDIRECT,
    clientMetadata: {
      client_name: 'tests',
      redirect_uris: [REDIRECT],
      grant_types: ['authorization_code'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
      application_type: 'native',
    },
    state: () => 'a-state-of-the-client',
    clientInformation: () => kept.client,
    saveClientInformation: (client) => (kept.client = client),
    tokens: () => kept.tokens,
    saveTokens: (tokens) => (kept.tokens = tokens),
    redirectToAuthorization: (address) => (kept.authorization = address),
    saveCodeVerifier: (verifier) => (kept.verifier = verifier),
    codeVerifier: () => kept.verifier,
  };
  const client = () => new Client({ name: 'tests', version: '1.0.0' });
  const transport = new StreamableHTTPClientTransport(new URL(url), { authProvider });
  const refused = await client().connect(transport).catch((error) => error);
  equal(refused instanceof UnauthorizedError ? '' : String(refused), '');
  equal(kept.authorization.searchParams.get('resource'), url);
  equal(kept.authorization.searchParams.get('scope'), 'tools');
  const alice = user({ issuer, redirect_uri: REDIRECT, username: 'alice', password: 'alice' });
  const answer = new URL(await alice(kept.authorization));
  await transport.finishAuth(answer.searchParams.get('code'));
  const connected = client();
  await connected.connect(new StreamableHTTPClientTransport(new URL(url), { authProvider }));
  const { tools } = await connected.listTools();
  await connected.close();
  return tools.map(({ name }) => name);
}

import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { CallToolRequestSchema, ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js';

export interface ProtectedServer {
  url: string;
  /** grants that tokens were given for, in order */
  grants: string[];
  /** tokens that requests carried */
  carried: Set<string>;
  /** makes every access token given so far useless */
  expire(): void;
  /** what the person types on the page of the device flow */
  approve(code: string): void;
  close(): Promise<void>;
}

/** An MCP server behind its own authorization server. A refresh token can be used once. */
export async function protectedServer(): Promise<ProtectedServer> {
  const grants: string[] = [];
  const carried = new Set<string>();
  const valid = new Set<string>();
  const refreshes = new Set<string>();
  const codes = new Set<string>();
  const devices = new Map<string, boolean>();
  let base = '';
  const json = (response: ServerResponse, status: number, body: object, headers: Record<string, string> = {}) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  };
  const tokens = (response: ServerResponse, grant: string) => {
    grants.push(grant);
    const [access_token, refresh_token] = [`access-${randomUUID()}`, `refresh-${randomUUID()}`];
    valid.add(access_token);
    refreshes.add(refresh_token);
    json(response, 200, { access_token, refresh_token, token_type: 'Bearer', expires_in: 3600, scope: 'mcp' });
  };
  const token = (form: URLSearchParams, response: ServerResponse) => {
    const grant = form.get('grant_type') ?? '';
    if (form.get('resource') !== `${base}/mcp`) return json(response, 400, { error: 'invalid_target' });
    if (grant === 'authorization_code' && codes.delete(form.get('code') ?? '') && form.get('code_verifier')) return tokens(response, grant);
    if (grant === 'refresh_token' && refreshes.delete(form.get('refresh_token') ?? '')) return tokens(response, grant);
    if (grant.endsWith('device_code')) {
      const approved = devices.get(form.get('device_code') ?? '');
      if (approved) return tokens(response, 'device');
      if (approved === false) return json(response, 400, { error: 'authorization_pending' });
    }
    return json(response, 400, { error: 'invalid_grant' });
  };
  const mcp = async (request: IncomingMessage, response: ServerResponse, body: string) => {
    const bearer = /^Bearer (.*)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    carried.add(bearer);
    const challenge = `Bearer resource_metadata="${base}/.well-known/oauth-protected-resource/mcp"`;
    if (!valid.has(bearer)) return json(response, 401, { error: 'invalid_token' }, { 'www-authenticate': challenge });
    const server = new Server({ name: 'protected', version: '1.0.0' }, { capabilities: { tools: {} } });
    server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: [{ name: 'hello', inputSchema: { type: 'object' as const } }] }));
    server.setRequestHandler(CallToolRequestSchema, () => ({ content: [{ type: 'text' as const, text: 'hello' }] }));
    const transport = new StreamableHTTPServerTransport({});
    await server.connect(transport as Parameters<Server['connect']>[0]);
    await transport.handleRequest(request, response, body === '' ? undefined : JSON.parse(body));
  };
  const http = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { pathname, searchParams } = new URL(request.url ?? '/', base);
    if (pathname.startsWith('/.well-known/oauth-protected-resource'))
      json(response, 200, { resource: `${base}/mcp`, authorization_servers: [base], scopes_supported: ['mcp'] });
    else if (pathname === '/.well-known/oauth-authorization-server')
      json(response, 200, {
        issuer: base,
        ...{ authorization_endpoint: `${base}/authorize`, token_endpoint: `${base}/token`, registration_endpoint: `${base}/register` },
        device_authorization_endpoint: `${base}/device`,
        ...{ response_types_supported: ['code'], code_challenge_methods_supported: ['S256'] },
      });
    else if (pathname === '/register') json(response, 201, { ...JSON.parse(body), client_id: `client-${randomUUID()}` });
    else if (pathname === '/authorize') {
      const code = randomUUID();
      codes.add(code);
      const back = new URL(searchParams.get('redirect_uri') ?? base);
      back.search = new URLSearchParams({ code, state: searchParams.get('state') ?? '', iss: base }).toString();
      response.writeHead(302, { location: back.href }).end();
    } else if (pathname === '/device') {
      const device_code = randomUUID();
      devices.set(device_code, false);
      json(response, 200, {
        device_code,
        user_code: device_code.slice(0, 8),
        verification_uri: `${base}/page`,
        interval: 0.05,
        expires_in: 60,
      });
    } else if (pathname === '/token') token(new URLSearchParams(body), response);
    else if (pathname === '/mcp') await mcp(request, response, body);
    else json(response, 404, {});
  });
  await new Promise<void>((resolve) => void http.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  return {
    url: `${base}/mcp`,
    grants,
    carried,
    expire: () => valid.clear(),
    approve: (code) => {
      for (const device of devices.keys()) if (device.startsWith(code)) devices.set(device, true);
    },
    close: () => {
      http.closeAllConnections();
      return new Promise((resolve) => void http.close(() => resolve()));
    },
  };
}

import { type Kernel, KernelError, type McpServer, type McpService, near } from '@ock/kernel';

/** A server by its name; one that is described wrongly is known as well. @throws OC_INPUT with the nearest name */
export function knownServer(service: McpService, kernel: Kernel, name: string): Pick<McpServer, 'name' | 'source'> {
  const servers = service.servers();
  const found = servers.find((server) => server.name === name);
  if (found) return found;
  const file = kernel.config.origin(['mcp', 'servers', name])?.file;
  if (kernel.config.config.mcp?.servers?.[name]) return { name, ...(file && { source: file }) };
  const names = servers.map((server) => server.name);
  const meant = near(name, names);
  throw new KernelError('OC_INPUT', {
    because: meant ? 'command-mcp.unknown_near' : 'command-mcp.unknown',
    name,
    near: meant,
    known: names.join(', ') || '-',
  });
}

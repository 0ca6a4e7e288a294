import { readFile, stat } from 'node:fs/promises';
import { basename, extname, join, relative, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Server } from '@modelcontextprotocol/sdk/server/index.js';
import type { ReadResourceResult } from '@modelcontextprotocol/sdk/types.js';
import { detectText, isSecretPath, listFiles, redactSecrets, resolvePath, runToolOnce } from '@ock/kernel';
import { type Served, toolRules } from './served.ts';

/** files in one page of the list, and in all of it */
const PAGE = 500;
const MAX_LISTED = 5_000;
const MAX_BYTES = 10 * 1024 * 1024;
const MAX_SESSIONS = 50;
const LIST_MS = 20_000;
const MIME: Record<string, string> = {
  ...{ '.md': 'text/markdown', '.json': 'application/json', '.html': 'text/html', '.css': 'text/css', '.js': 'text/javascript' },
  ...{ '.png': 'image/png', '.jpg': 'image/jpeg', '.jpeg': 'image/jpeg', '.gif': 'image/gif', '.webp': 'image/webp' },
  ...{ '.pdf': 'application/pdf', '.svg': 'image/svg+xml' },
};

/** Files of the project, as far as the rules let a model read them, and the sessions of this folder. */
export function serveFiles(server: Server, served: Served): void {
  const { sdk, kernel } = served;
  server.setRequestHandler(sdk.ListResourcesRequestSchema, async ({ params }, { signal }) => {
    const from = Number(params?.cursor ?? 0);
    const [files, sessions] = await Promise.all([projectFiles(kernel.cwd, signal), from === 0 ? listedSessions(served) : []]);
    const next = from + PAGE;
    const resources = files.slice(from, next).map((path) => ({
      uri: pathToFileURL(join(kernel.cwd, path)).href,
      name: path,
      ...(MIME[extname(path)] && { mimeType: MIME[extname(path)] }),
    }));
    return { resources: [...sessions, ...resources], ...(next < files.length && { nextCursor: String(next) }) };
  });
  server.setRequestHandler(sdk.ListResourceTemplatesRequestSchema, () => ({
    resourceTemplates: [
      { uriTemplate: `${pathToFileURL(kernel.cwd).href}/{+path}`, name: 'file', description: 'a file of the project' },
      { uriTemplate: 'session:///{id}', name: 'session', description: 'a stored session of this folder', mimeType: 'application/json' },
    ],
  }));
  server.setRequestHandler(sdk.ReadResourceRequestSchema, async ({ params: { uri } }, { signal }) => {
    if (uri.startsWith('session:///')) return session(uri, served);
    if (uri.startsWith('file:')) return file(uri, served, signal);
    throw notFound(uri, served);
  });
}

/** Below the folder, with `/`, sorted; none that look like keys. */
export async function projectFiles(root: string, signal: AbortSignal): Promise<string[]> {
  const files: string[] = [];
  await listFiles(root, {
    signal: AbortSignal.any([signal, AbortSignal.timeout(LIST_MS)]),
    rules: async () => (await import('ignore')).default,
    onFile: (path) => {
      if (!isSecretPath(join(root, path))) files.push(path.split(sep).join('/'));
      return files.length < MAX_LISTED;
    },
  });
  return files.sort();
}

export async function listedSessions({ kernel }: Served): Promise<{ uri: string; name: string; mimeType: string }[]> {
  const sessions = await kernel.use('service', 'sessions');
  const list = await sessions.list({ directory: kernel.cwd, limit: MAX_SESSIONS });
  return list.map(({ id, title }) => ({ uri: `session:///${id}`, name: title || id, mimeType: 'application/json' }));
}

async function session(uri: string, served: Served): Promise<ReadResourceResult> {
  const { kernel } = served;
  const sessions = await kernel.use('service', 'sessions');
  const found = await sessions.get(decodeURIComponent(uri.slice('session:///'.length)));
  if (found?.directory !== kernel.cwd) throw notFound(uri, served);
  return { contents: [{ uri, mimeType: 'application/json', text: JSON.stringify(await sessions.export(found.id), null, 1) }] };
}

/** Judged as a call of `read`: what that may not see is not here either, keys among the text included. */
async function file(uri: string, served: Served, signal: AbortSignal): Promise<ReadResourceResult> {
  const { kernel, sdk, options, memory } = served;
  const path = resolvePath(pathOf(uri, served), kernel.cwd);
  const inside = relative(kernel.cwd, path);
  if (inside === '..' || inside.startsWith(`..${sep}`) || !(await stat(path).catch(() => undefined))?.isFile()) throw notFound(uri, served);
  const { mode } = options;
  const call = { tool: 'read', input: { filePath: path, limit: 1 }, memory, ...toolRules(options), signal, ...(mode && { mode }) };
  const { denied } = await runToolOnce(kernel, call);
  if (denied) throw new sdk.McpError(sdk.ErrorCode.InvalidRequest, `${basename(path)} may not be read: ${denied.reason}`);
  if ((await stat(path)).size > MAX_BYTES)
    throw new sdk.McpError(sdk.ErrorCode.InvalidRequest, `${basename(path)} is larger than ${MAX_BYTES} bytes`);
  const bytes = await readFile(path);
  const mimeType = MIME[extname(path)];
  if (detectText(bytes)) return { contents: [{ uri, mimeType: mimeType ?? 'text/plain', text: redactSecrets(bytes.toString('utf8')) }] };
  return { contents: [{ uri, mimeType: mimeType ?? 'application/octet-stream', blob: bytes.toString('base64') }] };
}

function pathOf(uri: string, served: Served): string {
  try {
    return fileURLToPath(uri);
  } catch {
    throw notFound(uri, served);
  }
}

function notFound(uri: string, { sdk }: Served): Error {
  return new sdk.McpError(-32002, `There is no resource ${uri}`);
}

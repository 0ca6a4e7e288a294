import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { WireEncoder } from './encoder.ts';
import { ENCODERS } from './encoders.ts';
import { ENDPOINTS } from './endpoints.ts';
import { play, sendJson } from './play.ts';
import type { FakeRequest, Fault, Step } from './script.ts';
import { stepAt } from './step-at.ts';

export { type FakeRequest, type Fault, SPLIT_MODES, type SplitMode, type Step } from './script.ts';

/**
 * A model server for tests: it listens on a free port of 127.0.0.1, speaks every protocol of `encoders.ts`, plays a script, and remembers each request.
 *
 * ```ts
 * const fake = await startFakeModel({ script: [{ toolCalls: [{ name: 'read', input: { filePath: 'a.ts' } }] }, { text: 'Done.' }] });
 * // … a program talks to `${fake.url}/v1` (OpenAI) or `fake.url` (Anthropic) …
 * expect(fake.requests).to.have.length(2);
 * await fake.close();
 * ```
 * The step to play follows from the conversation itself, as with a real model: a step with n calls is over when the conversation holds n more tool
 * results, and a step without calls when the person has prompted again. So a retry gets the same step again, and sessions may be interleaved.
 * A script that is at its end repeats its last step. Vectors and counts of tokens (`endpoints.ts`) are answered without the script.
 */
export interface FakeModelOptions {
  script?: Step[];
  /** decides instead of the script: a step, a fault, or undefined for what the script says */
  handler?(request: FakeRequest): Step | Fault | undefined | Promise<Step | Fault | undefined>;
  /** answer to requests without tools while the script has steps with tools (titles, summaries); default: they are played like all others */
  side?: Step;
  faults?: Fault[];
  /** answers of other paths, by `METHOD /path`, as JSON; `/v1/models` and `/api/tags` list `models` */
  routes?: Record<string, unknown>;
  models?: string[];
  port?: number;
}

export interface FakeModel {
  /** `http://127.0.0.1:PORT` */
  url: string;
  port: number;
  /** model requests, in order of arrival */
  requests: FakeRequest[];
  /** TCP connections that were opened */
  readonly connections: number;
  close(): Promise<void>;
}

export async function startFakeModel(options: FakeModelOptions): Promise<FakeModel> {
  const requests: FakeRequest[] = [];
  const struck = new Map<Fault, number>();
  let connections = 0;

  const handle = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const text = await bodyOf(incoming);
    const path = new URL(incoming.url ?? '/', 'http://localhost').pathname;
    const encoder = incoming.method === 'POST' ? [...ENCODERS, ...ENDPOINTS].find((candidate) => candidate.match(path)) : undefined;
    if (!encoder) return answerOther(options, `${incoming.method} ${path}`, response);
    const body = parse(text);
    if (!body) return sendJson(response, 400, encoder.error(400, 'the body is not a JSON object'));
    const request = record(incoming, response, path, encoder, body, requests.length + 1);
    requests.push(request);
    const told = encoder.told?.(body, path) ?? body;
    const decided = await options.handler?.(request);
    if (decided && 'kind' in decided) return play(response, encoder, {}, told, request.number, decided);
    const script = options.script ?? [];
    const progress = encoder.progress(body);
    const aside = options.side && progress.tools.length === 0 && script.some((step) => step.toolCalls);
    if (!decided && !aside) request.step = stepAt(script, progress);
    const step = decided ?? (aside ? options.side : script[request.step]) ?? { text: 'The script is empty.' };
    await play(response, encoder, step, told, request.number, faultFor(request.number, step));
  };

  const faultFor = (number: number, step: Step): Fault | undefined => {
    const general = options.faults?.find(({ request = 1, times = 1 }) => number >= request && number < request + times);
    if (general || !step.fault) return general;
    const count = struck.get(step.fault) ?? 0;
    struck.set(step.fault, count + 1);
    return count < (step.fault.times ?? 1) ? step.fault : undefined;
  };

  const server = createServer((incoming, response) => {
    handle(incoming, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });
  server.on('connection', (socket) => {
    connections++;
    socket.setNoDelay(true);
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(options.port ?? 0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    requests,
    get connections() {
      return connections;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function record(
  incoming: IncomingMessage,
  response: ServerResponse,
  path: string,
  encoder: WireEncoder,
  body: Record<string, unknown>,
  number: number,
): FakeRequest {
  const headers = Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]));
  const done = new Promise<'sent' | 'hung-up'>((resolve) => {
    response.once('finish', () => resolve('sent'));
    response.once('close', () => resolve('hung-up'));
  });
  return { number, protocol: encoder.id, method: incoming.method ?? '', path, headers, body, step: -1, done };
}

function answerOther({ routes = {}, models = ['fake-model'] }: FakeModelOptions, route: string, response: ServerResponse): void {
  if (route in routes) sendJson(response, 200, routes[route]);
  else if (/^GET .*\/models$/.test(route)) sendJson(response, 200, { object: 'list', data: models.map((id) => ({ id, object: 'model' })) });
  else if (route === 'GET /api/tags') sendJson(response, 200, { models: models.map((name) => ({ name, model: name })) });
  else sendJson(response, 404, { error: { message: `no such path: ${route}`, type: 'not_found' } });
}

async function bodyOf(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

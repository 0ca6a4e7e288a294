import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SessionService, Store, StoreFactory } from '@ock/kernel';
import type { Message, Part } from '@ock/schemas';
import { ulid } from '../kernel/src/runtime/ulid.ts';
import { activatePlugin } from '../test/support/plugin-context.ts';

const PARTS = 100_000;
const SESSIONS = 10_000;
const APPENDS = 500;
/** messages that the model still sees after a compaction */
const VIEW = 200;
const root = (path: string) => fileURLToPath(new URL(`../plugins/${path}`, import.meta.url));

for (const id of ['sqlite', 'files']) {
  const dir = mkdtempSync(join(tmpdir(), 'oc-bench-'));
  try {
    await bench(id, dir);
  } finally {
    rmSync(dir, { recursive: true });
  }
}

async function bench(id: string, dir: string): Promise<void> {
  let { sessions, close } = await open(id, dir);
  const { id: long } = await sessions.create({ directory: '/bench', title: 'long' });
  const short = await sessions.create({ directory: '/bench', title: 'short' });
  const last: Message[] = [];
  for (let n = 0; n < PARTS / 4; n++) {
    const message = answer(long, n);
    last.push(message);
    await sessions.write(message);
  }
  const from_id = last.at(-VIEW)?.id as string;
  const marker: Message = { ...answer(long, 0), role: 'user', compaction: { kind: 'summary', reason: 'full', spares: VIEW } as never };
  await sessions.write(marker);
  await sessions.update(long, { state: { compaction: { message_id: marker.id, from_id } } });
  for (let n = 0; n < SESSIONS; n++) await sessions.create({ directory: `/bench/${n % 50}`, title: `Session ${n}` });
  await close();
  const report = (what: string, ms: number, unit = 'ms') => console.log(`${id.padEnd(7)} ${what.padEnd(52)} ${ms.toFixed(2)} ${unit}`);

  ({ sessions, close } = await open(id, dir));
  report(`list ${SESSIONS} sessions, first`, await timed(() => sessions.list({ children: true })));
  report(`list ${SESSIONS} sessions, again`, await timed(() => sessions.list({ children: true })));
  await close();

  ({ sessions, close } = await open(id, dir));
  const before = process.memoryUsage().rss;
  await sessions.get(long);
  report(`open a compacted session of ${PARTS} parts`, await timed(() => sessions.messages(long, { from: from_id })));
  report('  memory it took', (process.memoryUsage().rss - before) / 2 ** 20, 'MiB');
  report('append to it, each', (await timed(() => append(sessions, long))) / APPENDS);
  report('append to a short one, each', (await timed(() => append(sessions, short.id))) / APPENDS);
  await close();

  ({ sessions, close } = await open(id, dir));
  await sessions.get(long);
  report(`open one of ${PARTS} parts that never was`, await timed(() => sessions.messages(long, { last: VIEW })));
  report('count its messages', await timed(() => sessions.countMessages(long)));
  await close();

  ({ sessions, close } = await open(id, dir));
  report('read all of its parts', await timed(() => sessions.messages(long)));
  await close();
}

async function append(sessions: SessionService, id: string): Promise<void> {
  for (let n = 0; n < APPENDS; n++) await sessions.write(answer(id, n));
}

/** ms of CPU: the machine may have other work. */
async function timed(work: () => Promise<unknown>): Promise<number> {
  const begin = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(begin);
  return (user + system) / 1_000;
}

/** A message with four parts: 1 KiB altogether. */
function answer(sessionId: string, n: number): Message {
  const parts: Part[] = Array.from({ length: 4 }, (_, at) => ({ id: ulid(), type: 'text', text: `${n}.${at} ${'word '.repeat(40)}` }));
  return { id: ulid(), session_id: sessionId, role: n % 2 ? 'assistant' : 'user', created_at: Date.now(), parts };
}

async function open(id: string, dir: string): Promise<{ sessions: SessionService; close(): Promise<void> }> {
  const store = await activatePlugin(root(`stores/${id}`));
  const opened: Promise<Store> = (store.registered.get(`store:${id}`) as StoreFactory).open(dir);
  const kernel = { paths: { data: dir }, config: { config: {} }, openStore: () => opened };
  const plugin = await activatePlugin(root('services/sessions'), { context: { kernel } as never });
  const close = async () => {
    plugin.close();
    await (await opened).close();
  };
  return { sessions: plugin.registered.get('service:sessions') as SessionService, close };
}

import type { Store, StoreFactory } from '@ock/kernel';
import { activatePlugin } from './plugin-context.ts';

/** What a writing process was told to do: `node store-writer.ts '<json>'`. */
export interface WriterTask {
  pluginDir: string;
  id: string;
  dir: string;
  /** start of every key it writes */
  name: string;
  /** writes; 0: until killed */
  count: number;
}

/** Keys of one write. Even numbers are single values, odd ones batches: within one segment, or over several. */
export function keysOfWrite(name: string, number: number): string[] {
  const n = String(number).padStart(8, '0');
  if (number % 2 === 0) return [`one/${name}-${n}`];
  const parts = Array.from({ length: 10 }, (_, index) => index);
  return number % 4 === 1 ? parts.map((part) => `many/${name}-${n}/${part}`) : parts.map((part) => `seg-${part}/${name}-${n}`);
}

export function valueOfWrite(key: string): unknown {
  return { key, text: 'väl😀'.repeat(20) };
}

async function write({ pluginDir, id, dir, name, count }: WriterTask): Promise<void> {
  const plugin = await activatePlugin(pluginDir);
  const store: Store = await (plugin.registered.get(`store:${id}`) as StoreFactory).open(dir);
  const table = await store.table('shared');
  for (let number = 0; count === 0 || number < count; number++) {
    await table.setMany(keysOfWrite(name, number).map((key) => [key, valueOfWrite(key)]));
    await new Promise((resolve) => process.stdout.write(`${number}\n`, resolve));
  }
  await store.close();
}

const task = process.argv[2];
if (task?.startsWith('{')) await write(JSON.parse(task) as WriterTask);

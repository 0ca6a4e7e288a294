import * as config from '../config/index.ts';
import * as kernel from '../index.ts';
import * as command from '../oclif/command.ts';
import { outcomeStands } from './last-resort.ts';
import { main } from './main.ts';
import { type Chunks, releaseRuntime } from './release-runtime.ts';

/** What `bin/run.js` calls: wires the chunks to the one kernel instance, runs the command, leaves. */
export async function start(argv: readonly string[], installRoot: string, chunks: Chunks): Promise<void> {
  chunks.provide('@ock/kernel', kernel);
  chunks.provide('@ock/kernel/command', command);
  chunks.provide('@ock/kernel/config', config);
  chunks.provide('@ock/schemas', () => chunks.load('schemas.js'));
  (globalThis as Record<symbol, unknown>)[Symbol.for('@ock/kernel')] = kernel;
  const code = await main(argv, releaseRuntime(installRoot, chunks));
  outcomeStands(code);
  chunks.save(argv.includes('run') ? 2 : 1);
  await flushed(process.stdout);
  await flushed(process.stderr);
  process.exit(code);
}

/** Pipes are written asynchronously: leaving at once would cut the answer off. */
function flushed(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    if (stream.writableLength === 0 || stream.destroyed) resolve();
    else stream.write('', () => resolve());
    stream.once('error', () => resolve());
  });
}

import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { WriterTask } from './store-writer.ts';

export interface Writer {
  child: ChildProcess;
  ended: Promise<number | null>;
  /** number of its last acknowledged write, -1 for none */
  acknowledged(): number;
  /** resolves at that acknowledged write; rejects when it ends before */
  reached(number: number): Promise<void>;
}

/** Starts a process that writes to a store and tells each acknowledged write. The caller kills it. */
export function startWriter(task: WriterTask): Writer {
  const script = fileURLToPath(new URL('./store-writer.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', '--conditions=source', script, JSON.stringify(task)], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  const acknowledged = () => Number(output.slice(0, output.lastIndexOf('\n')).split('\n').at(-1) || -1);
  child.stdout?.on('data', (data: Buffer) => {
    output += data.toString();
    child.emit('acknowledged');
  });
  const reached = (number: number) =>
    new Promise<void>((resolve, reject) => {
      const check = () => {
        if (acknowledged() >= number) resolve();
      };
      child.on('acknowledged', check);
      child.once('close', () => reject(new Error(`the writer ended after write ${acknowledged()}`)));
      check();
    });
  return { child, ended, acknowledged, reached };
}

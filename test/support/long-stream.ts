import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import type { HttpClient, ModelTarget, Wire } from '@ock/kernel';
import { ENCODERS } from '../fake-model/encoders.ts';
import { ROOT } from './tree.ts';

/** Ids of the wires that read a network. */
export const WIRES = readdirSync(join(ROOT, 'plugins/wires')).filter((id) => ENCODERS.some((encoder) => encoder.id === id));

/** A plugin's wire, without the plugin. */
export async function loadWire(id: string): Promise<Wire> {
  const module = (await import(pathToFileURL(join(ROOT, 'plugins/wires', id, 'src/wire.ts')).href)) as Record<string, () => Wire>;
  const create = Object.entries(module).find(([name]) => name.startsWith('create'))?.[1];
  if (!create) throw new Error(`${id} has no create function`);
  return create();
}

export function targetOf(wire: string): ModelTarget {
  return { provider: 'p', model: 'm', wire, baseUrl: 'http://x', headers: {}, auth: { type: 'none' }, info: { id: 'm' }, extra: {} };
}

/**
 * A client that answers with so many tokens, each in a chunk of its own, as a socket would give them: some, then a turn of the event loop. Nothing of
 * the stream is held beyond the chunk that is read.
 * @param at told of every 1/4 of the tokens
 */
export function tokenStream(id: string, tokens: number, at: (quarter: number) => void = () => undefined): HttpClient {
  const { head, delta, tail } = partsOf(id);
  const read = async (onChunk: (chunk: Uint8Array) => void) => {
    for (const chunk of head) onChunk(chunk);
    for (let sent = 1; sent <= tokens; sent++) {
      if (sent < tokens) onChunk(Buffer.from(delta));
      if (sent % 16 === 0) await turn();
      if (sent % Math.floor(tokens / 4) === 0) at(sent / Math.floor(tokens / 4));
    }
    for (const chunk of tail) onChunk(chunk);
  };
  return { request: async () => ({ status: 200, headers: {}, read, text: async () => '' }) };
}

/** What a server of this protocol sends before the tokens, for one of them, and from the last one on. */
function partsOf(id: string): { head: Buffer[]; delta: Buffer; tail: Buffer[] } {
  const encoder = ENCODERS.find((known) => known.id === id);
  if (!encoder) throw new Error(`nobody speaks ${id}`);
  const chunks = encoder
    .stream({ text: 'abc '.repeat(64), chunkSize: 4 }, { stream: true }, 1)
    .map((chunk) => Buffer.from(chunk as string));
  const isToken = (chunk: Buffer) => chunk.includes('"abc "');
  const first = chunks.findIndex(isToken);
  const last = chunks.findLastIndex(isToken);
  return { head: chunks.slice(0, first), delta: chunks[first + 1] as Buffer, tail: chunks.slice(last) };
}

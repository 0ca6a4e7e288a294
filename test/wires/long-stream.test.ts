import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { callWire } from '@ock/kernel';
import { expect } from 'chai';
import { loadWire, targetOf, tokenStream, WIRES } from '../support/long-stream.ts';

const TOKENS = 200_000;
/** bytes: the text of the second half is 0.4 MB, the stream that carries it 20 MB and more */
const GROWTH = 6 << 20;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

describe('a stream of 200,000 tokens', () => {
  for (const id of WIRES) {
    it(`does not grow the heap by more than its text over ${id}`, async () => {
      const used: number[] = [];
      const http = tokenStream(id, TOKENS, () => {
        collect();
        used.push(process.memoryUsage().heapUsed);
      });
      const request = { system: '', messages: [], tools: [] };
      const limits = { retries: 0, stallMs: 60_000 };
      const call = { wire: await loadWire(id), http, request, target: targetOf(id), limits, signal: new AbortController().signal };
      const { assembly } = await callWire(call, {});
      expect(assembly.text).to.have.length(TOKENS * 4);
      const [, half = 0, , whole = 0] = used;
      expect(whole - half, `${used.map((bytes) => (bytes / 1e6).toFixed(1)).join(', ')} MB`).to.be.below(GROWTH);
    }).timeout(60_000);
  }
});

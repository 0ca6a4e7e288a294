import { callWire, type Wire } from '@ock/kernel';
import { loadWire, targetOf, tokenStream, WIRES } from '../test/support/long-stream.ts';

/**
 * CPU time of reading an answer of 20,000 tokens, one a chunk, by wire: `node --import tsx --conditions=source scripts/bench-wires.ts`. No
 * sockets: what is measured is the wire and the turn loop's part behind it.
 */
const TOKENS = 20_000;
const ROUNDS = 5;
const request = { system: '', messages: [], tools: [] };

/** @returns ms of CPU time */
async function once(wire: Wire, id: string): Promise<number> {
  const begin = process.cpuUsage();
  const limits = { retries: 0, stallMs: 60_000 };
  const signal = new AbortController().signal;
  await callWire({ wire, http: tokenStream(id, TOKENS), request, target: targetOf(id), limits, signal }, {});
  const { user, system } = process.cpuUsage(begin);
  return (user + system) / 1000;
}

for (const id of WIRES) {
  const wire = await loadWire(id);
  const first = await once(wire, id);
  let best = first;
  for (let round = 0; round < ROUNDS; round++) best = Math.min(best, await once(wire, id));
  console.log(
    `${id.padEnd(20)} first ${first.toFixed(0)} ms, then ${best.toFixed(0)} ms: ${((best * 1000) / TOKENS).toFixed(1)} µs a token`,
  );
}

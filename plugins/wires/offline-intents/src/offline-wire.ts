import type { ModelRequest, ModelTarget, Translate, Wire, WireIo } from '@ock/kernel';
import { answer } from './answer.ts';

const CHUNK = 160;

/** A wire without a network: it answers in process, by matching phrases. */
export function createOfflineWire(t: Translate): Wire {
  return {
    async stream(request: ModelRequest, target: ModelTarget, io: WireIo): Promise<void> {
      io.signal.throwIfAborted();
      const { text, calls } = answer(request, t);
      io.emit({ type: 'start', model: target.model });
      for (const chunk of chunks(text)) {
        io.emit({ type: 'text', text: chunk });
        // lets an interrupt through between the pieces of a long answer
        await Promise.resolve();
        io.signal.throwIfAborted();
      }
      for (const [index, call] of calls.entries()) {
        const id = `call_${crypto.randomUUID().replaceAll('-', '').slice(0, 24)}`;
        const input = JSON.stringify(call.input);
        io.emit({ type: 'tool_start', index, id, name: call.tool });
        io.emit({ type: 'tool_delta', index, text: input });
        io.emit({ type: 'tool_call', index, id, name: call.tool, input });
      }
      io.emit({ type: 'usage', usage: { input: 0, output: 0 } });
      io.emit({ type: 'finish', reason: calls.length > 0 ? 'tool_calls' : 'stop' });
    },
  };
}

/** Pieces of about `CHUNK` characters that end where words end and never cut a character in two. */
function chunks(text: string): string[] {
  return text.match(new RegExp(`[\\s\\S]{1,${CHUNK}}(?:\\s+|$)|[\\s\\S]{1,${CHUNK}}`, 'gu')) ?? [];
}

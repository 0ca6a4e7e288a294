import type { FinishReason, Part, Usage } from '@ock/schemas';
import type { ModelEvent } from '../kinds/model.ts';
import { ulid } from '../runtime/ulid.ts';
import { addUsage, NO_USAGE } from './cost/cost.ts';
import { parseArguments } from './tools/arguments.ts';

/** What a model's answer amounts to, part by part in the order of arrival. */
export class Assembly {
  readonly parts: Part[] = [];
  /** of this attempt */
  usage: Usage = NO_USAGE;
  finish?: FinishReason;
  readonly #raw = new Map<Part, string>();

  add(event: ModelEvent): void {
    const last = this.parts.at(-1);
    switch (event.type) {
      case 'text':
        if (last?.type === 'text') last.text += event.text;
        else this.parts.push({ id: ulid(), type: 'text', text: event.text });
        break;
      case 'reasoning':
        if (last?.type === 'reasoning' && last.signature === undefined && last.opaque === undefined) last.text += event.text;
        else this.parts.push({ id: ulid(), type: 'reasoning', text: event.text });
        break;
      case 'reasoning_end': {
        const facts = {
          ...(event.signature && { signature: event.signature }),
          ...(event.opaque !== undefined && { opaque: event.opaque }),
        };
        if (last?.type === 'reasoning') Object.assign(last, facts);
        else this.parts.push({ id: ulid(), type: 'reasoning', text: '', ...facts });
        break;
      }
      case 'tool_call': {
        const part: Part = { id: ulid(), type: 'tool_call', call_id: event.id || `call_${ulid()}`, tool: event.name, input: {} };
        this.#raw.set(part, event.input);
        this.parts.push(part);
        break;
      }
      case 'usage':
        this.usage = addUsage(this.usage, event.usage);
        break;
      case 'finish':
        this.finish = event.reason;
        break;
    }
  }

  /** Parses the arguments of the calls; call ids are made unique. */
  async close(): Promise<void> {
    const seen = new Set<string>();
    for (const [part, raw] of this.#raw) {
      if (part.type !== 'tool_call') continue;
      if (seen.has(part.call_id)) part.call_id = `call_${ulid()}`;
      seen.add(part.call_id);
      part.input = await parseArguments(raw, this.finish === 'length');
    }
    this.#raw.clear();
  }

  /** Keeps what was said and drops calls: an interrupted answer must not leave calls that nobody answers. */
  withoutCalls(): Part[] {
    return this.parts.filter((part) => part.type !== 'tool_call');
  }

  /** Everything that arrived, as text: reasoning and arguments too. */
  get said(): string {
    return this.parts.map((part) => ('text' in part ? part.text : (this.#raw.get(part) ?? JSON.stringify(part)))).join('');
  }

  get text(): string {
    return this.parts
      .filter((part) => part.type === 'text')
      .map((part) => part.text)
      .join('');
  }
}

import { type Memories, type MemoryEntry, type MemoryService, type Tool, ToolError, type ToolOutput } from '@ock/kernel';
import type { MemoryInput } from './parameters.ts';

/** entries that a list names */
const MAX_LISTED = 200;

/** A rule may name what is changed: `memory(save project*)`, `memory(delete*)`. */
export function createMemoryTool(service: () => Promise<MemoryService>): Tool<MemoryInput> {
  return {
    subjects: ({ action, scope, key }) => {
      const where = scope ?? (action === 'save' ? 'project' : undefined);
      return [{ action: 'other', what: [action, where, key].filter(Boolean).join(' ') }];
    },
    async run(input, ctx) {
      ctx.signal.throwIfAborted();
      const memories = (await service()).of(ctx.cwd);
      return act(input, memories);
    },
  };
}

async function act({ action, key, value, scope, query }: MemoryInput, memories: Memories): Promise<ToolOutput> {
  switch (action) {
    case 'list': {
      const all = await memories.list(scope);
      const more = all.length > MAX_LISTED ? `\n… ${all.length - MAX_LISTED} more: use search` : '';
      return { text: all.length === 0 ? 'Nothing is remembered.' : all.slice(0, MAX_LISTED).map(line).join('\n') + more };
    }
    case 'search': {
      const hits = await memories.search(needed(query ?? key, 'query'), scope);
      if (hits.length === 0) return { text: 'Nothing remembered fits.' };
      return { text: hits.map((hit) => (hit.line ? `${line(hit)}\n  ${hit.line}` : line(hit))).join('\n') };
    }
    case 'get': {
      const found = await memories.get(needed(key, 'key'), scope);
      if (!found) throw nothing(key, await memories.list(scope));
      return { text: found.value, title: found.key };
    }
    case 'delete': {
      const where = await memories.remove(needed(key, 'key'), scope);
      if (!where) throw nothing(key, await memories.list(scope));
      return { text: `Deleted (${where}).`, title: oneLine(key) };
    }
    case 'save': {
      const { created, redacted } = await memories.save(scope ?? 'project', needed(key, 'key'), needed(value, 'value'));
      const note = redacted ? ' What looked like a secret was left out.' : '';
      return { text: `${created ? 'Saved' : 'Replaced'} (${scope ?? 'project'}).${note}`, title: oneLine(key) };
    }
  }
}

function line({ key, scope, updatedAt }: MemoryEntry): string {
  return `- ${key} (${scope}, ${new Date(updatedAt).toISOString().slice(0, 10)})`;
}

function nothing(key: string | undefined, known: readonly MemoryEntry[]): ToolError {
  const names = known.slice(0, 20).map((entry) => entry.key);
  return new ToolError(`Nothing is remembered under "${key}".${names.length > 0 ? ` Keys: ${names.join(', ')}` : ''}`);
}

function needed(text: string | undefined, name: string): string {
  if (text === undefined || text.trim() === '') throw new ToolError(`This action needs ${name}.`);
  return text;
}

function oneLine(text: string | undefined): string {
  return (text ?? '').replace(/\s+/g, ' ').trim().slice(0, 100);
}

import type { Block, Message } from './messages.ts';
import type { MessagesQuirks } from './quirks.ts';

/** What marks a block as the end of a cacheable prefix; four marks are allowed: tools, system, and the last two messages of the user's side. */
export function cacheControl(quirks: MessagesQuirks): { cache_control?: Record<string, unknown> } {
  if (quirks.noCache) return {};
  return { cache_control: { type: 'ephemeral', ...(quirks.cacheTtl ? { ttl: quirks.cacheTtl } : {}) } };
}

/** Marks the end of the conversation, so that the next request reads it, and the end of what this request can read. */
export function markMessages(messages: readonly Message[], cache: { cache_control?: Record<string, unknown> }): void {
  if (!cache.cache_control) return;
  const user = messages.filter(({ role }) => role === 'user').slice(-2);
  for (const { content } of user) {
    const block: Block | undefined = content.at(-1);
    if (block) Object.assign(block, cache);
  }
}

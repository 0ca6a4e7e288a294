import type { Message } from '@ock/schemas';

/** shorter parts of an id name too many messages */
const MIN_PART = 4;

/** Where the message stands that has this id, or the only one whose id starts or ends with it, in any case; -1: there is none. */
export function findMessage(messages: readonly Pick<Message, 'id'>[], ref: string): number {
  const exact = messages.findIndex(({ id }) => id === ref);
  if (exact >= 0 || ref.length < MIN_PART) return exact;
  const part = ref.toLowerCase();
  const found = messages.flatMap(({ id }, at) => {
    const name = id.toLowerCase();
    return name.startsWith(part) || name.endsWith(part) ? [at] : [];
  });
  return found.length === 1 ? (found[0] as number) : -1;
}

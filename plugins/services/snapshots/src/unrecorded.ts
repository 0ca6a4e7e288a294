import type { Message, Session } from '@ock/schemas';
import { gap } from './gaps.ts';
import type { JournalRecord } from './journal.ts';
import { shownKey } from './path-key.ts';

/** Tools whose calls changed files according to the messages, and according to the journal did not: in a copied session, while snapshots were off, or by a
 * tool that says nothing beforehand. In a copy commands may have done anything. */
export function unrecorded(
  messages: readonly Message[],
  records: readonly JournalRecord[],
  { created_at }: Pick<Session, 'created_at'>,
): { tool: string; why: string }[] {
  const calls = new Set(records.flatMap((record) => (record.t === 'begin' ? [record.call] : [])));
  const paths = new Set(records.flatMap((record) => ('files' in record ? record.files.map(([key]) => shownKey(key)) : [])));
  const tools = new Set<string>();
  for (const message of messages) {
    const isCopy = message.created_at < created_at;
    for (const part of message.parts) {
      if (part.type !== 'tool_result' || calls.has(part.call_id)) continue;
      const { files_changed: files, exit_code: exit } = part.metadata ?? {};
      const isUnknown = Array.isArray(files) && files.some((file) => !paths.has(String(file)));
      if (isUnknown || (isCopy && exit !== undefined)) tools.add(part.tool);
    }
  }
  return [...tools].map((tool) => ({ tool, why: gap('no_record') }));
}

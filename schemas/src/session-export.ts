import { z } from 'zod';
import { Message, Session } from './message.ts';

/** The file `opencode export` writes and `opencode import` reads. */
export const SessionExport = z.object({
  format: z.literal('opencode-session'),
  version: z.literal(1),
  exported_at: z.string().describe('ISO 8601'),
  session: Session,
  messages: z.array(Message),
});
export type SessionExport = z.infer<typeof SessionExport>;

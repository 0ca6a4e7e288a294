import type { Message, PermissionMode, Session } from '@ock/schemas';
import type { AgentContribution, ModeContribution } from '../kinds/agent.ts';
import type { Person } from '../kinds/frontend.ts';
import type { Effort } from '../kinds/model.ts';
import type { PermissionRequest } from '../kinds/policy.ts';
import type { Conversation } from './conversation.ts';
import type { Limits } from './limits.ts';

/** What a conversation is opened with, and what changes while it is talked to. */
export interface ConversationState {
  session: Session;
  messages: Message[];
  /** what lies before `messages`: what the model sees no more (`unseen`), or also what it does and what is read before it is asked (`unread`) */
  missing?: 'unseen' | 'unread' | undefined;
  agent: AgentContribution;
  /** how it works */
  workMode?: ModeContribution | undefined;
  model: string;
  /** models that stand in for it while it is overloaded or out of reach, in order */
  fallback: readonly string[];
  /** names the session after its first prompt, as `provider/model`; absent: its first line does */
  namedBy?: string;
  mode: PermissionMode;
  /** asked for this time */
  effort?: Effort;
  rules: PermissionRequest['sessionRules'];
  limits: Limits;
  person?: Person;
  release: () => Promise<void>;
  /** the conversation that this one works for, and may never do more than */
  above?: Conversation;
}

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { AgentContribution } from '../kinds/agent.ts';
import type { Conversation } from './conversation.ts';

/** The agent's prompt and nothing that changes: providers cache it. */
export function systemPrompt(agent: Readonly<AgentContribution>): string {
  return agent.prompt ?? '';
}

/** Facts of the place, told once with the first prompt so that the cached prefix stays the same from day to day. */
export function environmentNote({ session, workspace }: Conversation): string {
  const git = existsSync(join(workspace, '.git')) ? 'yes' : 'no';
  const date = new Date(session.created_at).toISOString().slice(0, 10);
  return `<environment>\nworking directory: ${session.directory}\ngit repository: ${git}\nplatform: ${process.platform}\ndate: ${date}\n</environment>`;
}

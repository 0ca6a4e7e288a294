import type { Kernel } from '../../runtime/kernel.ts';
import { tellUntrustedAgent } from './untrusted-agent.ts';

export interface Addressed {
  /** who is to answer; absent: who answers now */
  agent?: string;
  text: string;
}

/**
 * `@plan how would you …`: an agent named at the very beginning of a prompt answers it. One that only the task tool calls is mentioned instead, so
 * that the prompt is handed on to it. Everything else, hidden agents included, stays as it was typed.
 */
export function addressedAgent(kernel: Kernel, text: string): Addressed {
  const [, id = '', rest = ''] = /^\s*@([A-Za-z][\w-]*)\s+(\S[\s\S]*)$/.exec(text) ?? [];
  const agent = id === '' ? undefined : kernel.find('agent', id)?.contribution;
  if (!agent && id !== '') tellUntrustedAgent(kernel, id);
  if (!agent || agent.hidden) return { text };
  return agent.sub && !agent.both ? { text: `@agent:${id} ${rest}` } : { agent: id, text: rest };
}

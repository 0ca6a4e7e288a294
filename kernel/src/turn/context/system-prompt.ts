import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { matchesAny } from '../../index/catalogue.ts';
import type { AgentContribution, ModeContribution } from '../../kinds/agent.ts';
import type { Kernel } from '../../runtime/kernel.ts';
import type { Conversation } from '../conversation.ts';
import { inMode } from '../tools/work-mode.ts';

/** `[prompt]` of the configuration. */
export interface PromptSettings {
  append?: string;
  replace?: string;
  style?: string;
  mode?: string;
}

export function promptSettings({ config }: Kernel): PromptSettings {
  return (config.config as { prompt?: PromptSettings }).prompt ?? {};
}

/** At the end of a line of a prompt: it stands only where one of these tools is offered. */
const ONLY_WITH = /[ \t]*<!-- only with ([\w* -]+?) -->[ \t]*$/;

/**
 * The agent's prompt and nothing that changes: providers cache it.
 * @param offered ids of the tools that its model is offered: lines about others are left out
 */
export function systemPrompt(agent: Readonly<AgentContribution>, offered: readonly string[]): string {
  const { prompt = '' } = agent;
  if (!prompt.includes('<!-- only with ')) return prompt;
  const lines = prompt.split('\n').flatMap((line) => {
    const [mark, names] = ONLY_WITH.exec(line) ?? [];
    if (mark === undefined || names === undefined) return [line];
    return offered.some((id) => matchesAny(id, names.split(' '))) ? [line.slice(0, -mark.length)] : [];
  });
  return lines.join('\n');
}

/** The agent as it works: with what `[prompt]` says in place of its prompt, its mode, the style of its answers, and what `[prompt]` adds. */
export function workingAgent(
  kernel: Kernel,
  agent: AgentContribution,
  mode: ModeContribution | undefined,
  style: ModeContribution | undefined,
): AgentContribution {
  const { replace, append } = promptSettings(kernel);
  const base = replace !== undefined && !agent.sub ? { ...agent, prompt: replace } : agent;
  const working = inMode(inMode(base, mode), style);
  return append === undefined ? working : { ...working, prompt: [working.prompt, append].filter((text) => text).join('\n\n') };
}

/** Facts of the place, told once with the first prompt so that the cached prefix stays the same from day to day. */
export function environmentNote({ session, workspace }: Conversation): string {
  const git = existsSync(join(workspace, '.git')) ? 'yes' : 'no';
  const date = new Date(session.created_at).toISOString().slice(0, 10);
  return `<environment>\nworking directory: ${session.directory}\ngit repository: ${git}\nplatform: ${process.platform}\ndate: ${date}\n</environment>`;
}

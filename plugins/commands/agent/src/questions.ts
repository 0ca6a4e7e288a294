import { KernelError, type Translate } from '@ock/kernel';
import { answered, type Prompt } from '@ock/kernel/command';

type PromptClass = new (options: object) => Prompt<string>;

/** What is not given yet of a new agent. */
export interface Questions {
  text(key: string, initial?: string): Promise<string>;
  choose(key: string, choices: { name: string; message: string }[]): Promise<string>;
}

export function hasTerminal(): boolean {
  return process.stdin.isTTY === true && process.stderr.isTTY === true;
}

/** Asks on stderr. Leaving a question with Ctrl-C or Escape leaves the command. @throws OC_USAGE without a terminal */
export async function questions(t: Translate): Promise<Questions> {
  if (!hasTerminal()) throw new KernelError('OC_USAGE', { message: t('command-agent.no_terminal') });
  const { default: module } = await import('enquirer');
  const enquirer = module as unknown as { Input: PromptClass; Select: PromptClass };
  const ask = (Class: PromptClass, key: string, options: object) =>
    answered(new Class({ name: 'answer', stdout: process.stderr, message: t(key), ...options }));
  return {
    text: async (key, initial) => (await ask(enquirer.Input, key, initial === undefined ? {} : { initial })).trim(),
    choose: (key, choices) => ask(enquirer.Select, key, { choices }),
  };
}

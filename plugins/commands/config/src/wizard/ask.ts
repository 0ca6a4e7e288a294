import { KernelError, type Translate } from '@ock/kernel';
import { answered, type Prompt } from '@ock/kernel/command';

type PromptClass<T> = new (options: object) => Prompt<T>;
interface Enquirer {
  Select: PromptClass<string>;
  Input: PromptClass<string>;
  Password: PromptClass<string>;
  Confirm: PromptClass<boolean>;
}

/** Questions on the terminal, asked on stderr. Leaving one with Ctrl-C or Escape leaves the wizard. */
export interface Ask {
  choose(message: string, choices: { name: string; message: string }[], initial?: string): Promise<string>;
  text(message: string, initial?: string, validate?: (text: string) => true | string): Promise<string>;
  secret(message: string): Promise<string>;
  confirm(message: string): Promise<boolean>;
}

/** @throws OC_USAGE without a terminal */
export async function terminalAsk(t: Translate): Promise<Ask> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) throw new KernelError('OC_USAGE', { message: t('command-config.wizard_no_terminal') });
  const { default: module } = await import('enquirer');
  const enquirer = module as unknown as Enquirer;
  const run = <T>(Class: PromptClass<T>, options: object): Promise<T> =>
    answered(new Class({ name: 'answer', stdout: process.stderr, ...options }));
  return {
    choose: (message, choices, initial) => {
      const at = choices.findIndex(({ name }) => name === initial);
      return run(enquirer.Select, { message, choices, ...(at > 0 && { initial: at }) });
    },
    text: (message, initial, validate) =>
      run(enquirer.Input, { message, ...(initial !== undefined && { initial }), ...(validate && { validate }) }),
    secret: (message) => run(enquirer.Password, { message }),
    confirm: (message) => run(enquirer.Confirm, { message, initial: true }),
  };
}

import { KernelError, type ProviderContribution, type Translate } from '@ock/kernel';
import { answered, type Prompt } from '@ock/kernel/command';

/** ms to wait for a piped key */
const STDIN_TIMEOUT_MS = 30_000;
const MAX_KEY = 16_384;

/** The key from a pipe, or typed unseen. @throws OC_USAGE when neither is possible, OC_INPUT when it cannot be a key */
export async function readKey(
  t: Translate,
  { id, login }: Pick<ProviderContribution, 'id' | 'login'>,
  fromStdin: boolean,
): Promise<string> {
  if (fromStdin) return checked(t, await pipedText(t));
  if (!hasTerminal())
    throw new KernelError('OC_USAGE', {
      message: t(login ? 'command-auth.no_terminal_flow' : 'command-auth.no_terminal', { provider: id, login }),
    });
  const { default: enquirer } = await import('enquirer');
  const prompt = new (enquirer as unknown as { Password: new (options: object) => Prompt<string> }).Password({
    name: 'key',
    message: t('command-auth.key_prompt', { provider: id }),
    stdout: process.stderr,
  });
  return checked(t, await answered(prompt));
}

export function hasTerminal(): boolean {
  return process.stdin.isTTY === true && process.stderr.isTTY === true;
}

/** A provider chosen from a list. @throws OC_USAGE without a terminal */
export async function chooseProvider(t: Translate, choices: { name: string; message: string }[]): Promise<string> {
  if (!hasTerminal())
    throw new KernelError('OC_USAGE', { message: t('command-auth.which', { providers: choices.map(({ name }) => name).join(', ') }) });
  return choose(t('command-auth.provider_prompt'), choices);
}

/** One of several; needs a terminal. @throws OC_INTERRUPTED when the person leaves */
export async function choose(message: string, choices: { name: string; message: string }[]): Promise<string> {
  const { default: enquirer } = await import('enquirer');
  const prompt = new (enquirer as unknown as { Select: new (options: object) => Prompt<string> }).Select({
    name: 'choice',
    message,
    choices,
    stdout: process.stderr,
  });
  return answered(prompt);
}

async function pipedText(t: Translate): Promise<string> {
  const late = setTimeout(
    () => process.stdin.destroy(new KernelError('OC_INPUT', { message: t('command-auth.stdin_late') })),
    STDIN_TIMEOUT_MS,
  );
  let text = '';
  try {
    for await (const chunk of process.stdin) {
      text += String(chunk);
      if (text.length > MAX_KEY) break;
    }
  } finally {
    clearTimeout(late);
  }
  return text;
}

export function checked(t: Translate, text: string): string {
  const key = text.trim();
  if (key === '') throw new KernelError('OC_INPUT', { message: t('command-auth.key_empty') });
  if (key.length > MAX_KEY || /[\s\0-\x1f\x7f]/.test(key)) throw new KernelError('OC_INPUT', { message: t('command-auth.key_bad') });
  return key;
}

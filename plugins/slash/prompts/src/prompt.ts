import type { Slash } from '@ock/kernel';

/** Sends the prompt of that name, which the service `prompt-commands` brings. */
export function createPrompt(id: string): Slash {
  return { run: ({ send }, rest) => send(async () => ({ text: `/${id} ${rest}`.trim(), files: [] })) };
}

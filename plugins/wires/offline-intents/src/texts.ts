import type { Translate } from '@ock/kernel';

/** What the phrase matcher says of itself. It never claims more than it is. */
export const WHAT_I_AM =
  'I am offline/intents, the answer of last resort: no language model, no intelligence, only a list of request phrases that I turn into tool calls.';

export const PHRASES = `I understand phrases like these:
- Read src/main.py · Read lines 50-100 of config.py · List files in src/ · Find all Python files
- Search for "text" in all files · Find all TODO comments · Find usages of "name"
- Replace "old" with "new" in FILE · Replace all occurrences of "old" with "new" in FILE
- Create a new file FILE with "content" · Append "line" to FILE · Delete FILE
- Run the tests · Read the culprit · Run npm install · Execute: COMMAND
- What files have been modified? · Show me the diff · Create a commit with message "…" · Push to origin
- Add todo: … · Show my tasks · Mark task 1 as complete`;

export const CONNECT = `For anything else connect a real model:
1. On this machine, without a key: install Ollama (ollama.com), run \`ollama pull llama3.2\`, then \`opencode --model ollama/llama3.2\`.
   To keep it, write into opencode.toml:
     [provider.ollama]
     model = "llama3.2"
2. With a key: \`opencode auth login anthropic\`, or set ANTHROPIC_API_KEY (or another provider's variable).`;

/** The answer to everything no phrase fits: to people who may not speak English, so in their own language. The phrases are English. */
export function notUnderstood(prompt: string, t: Translate): string {
  const shown = prompt.replace(/\s+/g, ' ').trim();
  const request = shown.length > 80 ? `${shown.slice(0, 77)}…` : shown;
  const [, ...phrases] = PHRASES.split('\n');
  return [
    t('wire-offline-intents.not_understood', { request }),
    '',
    t('wire-offline-intents.phrases'),
    ...phrases,
    '',
    t('wire-offline-intents.connect'),
    t('wire-offline-intents.local', { pull: '`ollama pull llama3.2`', start: '`opencode --model ollama/llama3.2`' }),
    `   ${t('wire-offline-intents.keep')}`,
    '     [provider.ollama]',
    '     model = "llama3.2"',
    t('wire-offline-intents.key', { login: '`opencode auth login anthropic`' }),
  ].join('\n');
}

/** The answer to requests that are understood as ones that only a language model can meet. */
export function needsModel(what: string): string {
  return `${what} needs a language model, and I am none: I only match phrases. "help" lists what I understand.\n\n${CONNECT}`;
}

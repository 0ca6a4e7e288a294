import {
  type BroughtSlash,
  type Kernel,
  KernelError,
  type McpPrompt,
  type McpService,
  type SlashExpansion,
  sanitizeLine,
  type Translate,
} from '@ock/kernel';
import { wordsOf } from './words.ts';

/** Prompts of MCP servers: `/server:prompt`, with its arguments in order or as `name=value`; what is left over goes to the last. */
export class ServerPrompts {
  readonly #kernel: Kernel;
  readonly #t: Translate;

  constructor(kernel: Kernel, t: Translate) {
    this.#kernel = kernel;
    this.#t = t;
  }

  /** @param start true: the servers there are are started; else only those that run are asked */
  async list(start: boolean): Promise<BroughtSlash[]> {
    const service = await this.#service(start);
    return (service?.prompts() ?? []).map((prompt) => ({
      id: nameOf(prompt),
      usage: argumentsText(prompt),
      description: prompt.description ?? '',
      origin: this.#t('service-prompt-commands.server', { server: prompt.server }),
    }));
  }

  /** @throws OC_INPUT for missing arguments */
  async expand(name: string, rest: string, signal: AbortSignal): Promise<SlashExpansion | undefined> {
    const service = await this.#service(true);
    const prompts = service?.prompts() ?? [];
    const prompt = prompts.find((one) => nameOf(one) === name) ?? prompts.find((one) => nameOf(one).toLowerCase() === name.toLowerCase());
    if (!service || !prompt) return undefined;
    const args = argumentsOf(prompt, rest);
    if (prompt.arguments.some((one) => one.required && args[one.name] === undefined)) {
      const usage = sanitizeLine(`/${nameOf(prompt)} ${argumentsText(prompt)}`);
      throw new KernelError('OC_INPUT', { because: 'service-prompt-commands.usage', usage });
    }
    const { text, attachments = [] } = await service.prompt(prompt.server, prompt.name, args, signal);
    return { id: nameOf(prompt), pieces: [{ text }], files: attachments };
  }

  async #service(start: boolean): Promise<McpService | undefined> {
    const { bridges } = this.#kernel;
    if (start) await bridges.start();
    return bridges.isRunning('mcp') ? this.#kernel.use('service', 'mcp') : undefined;
  }
}

function nameOf({ server, name }: McpPrompt): string {
  return `${server}:${name}`.replace(/\s/g, '_');
}

function argumentsText(prompt: McpPrompt): string {
  return prompt.arguments.map(({ name, required }) => (required ? name.toUpperCase() : `[${name.toUpperCase()}]`)).join(' ');
}

function argumentsOf({ arguments: known }: McpPrompt, rest: string): Record<string, string> {
  const args: Record<string, string> = {};
  const words: string[] = [];
  for (const word of wordsOf(rest)) {
    const at = word.indexOf('=');
    const named = at > 0 && known.find(({ name }) => name === word.slice(0, at));
    if (named) args[named.name] = word.slice(at + 1);
    else words.push(word);
  }
  const open = known.filter(({ name }) => args[name] === undefined);
  for (const [at, { name }] of open.entries()) {
    const value = at === open.length - 1 ? words.slice(at).join(' ') : words[at];
    if (value) args[name] = value;
  }
  return args;
}

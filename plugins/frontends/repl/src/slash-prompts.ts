import { type Kernel, KernelError, type McpPrompt, type McpService, near, sanitizeLine } from '@ock/kernel';
import type { SlashCommand, SlashContext } from './slash.ts';

/** Prompts of MCP servers: `/server:prompt`, with its arguments in order or as `name=value`; what is left over goes to the last. */
export const PROMPT_COMMANDS: SlashCommand[] = [{ name: 'prompts', run: showPrompts }];

export function isServerPrompt(name: string): boolean {
  return name.includes(':');
}

/** `/server:prompt` of those that are connected by now. Starts none. */
export function promptNames({ mcp }: SlashContext): string[] {
  return (mcp.service?.prompts() ?? []).map((prompt) => `/${nameOf(prompt)}${prompt.arguments.length > 0 ? ' ' : ''}`);
}

/** The client of MCP servers, once something has loaded it. */
export class McpPrompts {
  service?: McpService;
  readonly #kernel: Kernel;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  /** Takes it where it runs already, so that Tab knows its prompts. */
  async look(): Promise<void> {
    if (this.#kernel.bridges.isRunning('mcp')) this.service ??= await this.#kernel.use('service', 'mcp');
  }

  /** Starts the servers there are. */
  async start(): Promise<McpPrompt[]> {
    await this.#kernel.bridges.start();
    await this.look();
    return this.service?.prompts() ?? [];
  }
}

async function showPrompts({ mcp, screen, style, t }: SlashContext): Promise<void> {
  const prompts = await mcp.start();
  if (prompts.length === 0) screen.line(t('frontend-repl.no_prompts'));
  for (const prompt of prompts) screen.line(`  ${usageOf(prompt).padEnd(40)} ${style.dim(sanitizeLine(prompt.description ?? ''))}`);
}

/** Sends what the server's prompt says. @throws OC_UNKNOWN_COMMAND with near matches, OC_INPUT for missing arguments */
export async function runServerPrompt(name: string, rest: string, { mcp, send }: SlashContext): Promise<void> {
  await send(async (signal) => {
    const prompts = await mcp.start();
    const prompt = prompts.find((one) => nameOf(one) === name) ?? prompts.find((one) => nameOf(one).toLowerCase() === name.toLowerCase());
    const names = prompts.map((one) => `/${nameOf(one)}`);
    if (!prompt || !mcp.service) throw new KernelError('OC_UNKNOWN_COMMAND', { command: `/${name}`, near: near(`/${name}`, names) });
    const args = argumentsOf(prompt, rest);
    const missing = prompt.arguments.filter((one) => one.required && args[one.name] === undefined);
    if (missing.length > 0) throw new KernelError('OC_INPUT', { because: 'frontend-repl.prompt_usage', usage: usageOf(prompt) });
    const { text, attachments = [] } = await mcp.service.prompt(prompt.server, prompt.name, args, signal);
    return { text, files: attachments };
  });
}

function nameOf({ server, name }: McpPrompt): string {
  return `${server}:${name}`.replace(/\s/g, '_');
}

function usageOf(prompt: McpPrompt): string {
  const args = prompt.arguments.map(({ name, required }) => (required ? name.toUpperCase() : `[${name.toUpperCase()}]`));
  return sanitizeLine([`/${nameOf(prompt)}`, ...args].join(' '));
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

function wordsOf(text: string): string[] {
  return (text.match(/(?:[^\s"]|"[^"]*"?)+/g) ?? []).map((word) => word.replaceAll('"', ''));
}

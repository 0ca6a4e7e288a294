import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type Conversation,
  type Effort,
  KernelError,
  type PromptInput,
  type Question,
  type Slash,
  type SlashContext,
  type SlashStyle,
  type SlashTalk,
  selectModel,
} from '@ock/kernel';
import type { PermissionMode } from '@ock/schemas';
import { interpolate } from '../../kernel/src/runtime/translate.ts';
import { type Script, says, type TurnLab, turnLab } from '../../kernel/test/support/turn-lab.ts';

type LabOptions = NonNullable<Parameters<typeof turnLab>[1]>;

export interface SlashLabOptions extends LabOptions {
  script?: Script;
  /** optional members of the context, and others in place of the recording ones */
  context?: Partial<SlashContext>;
  /** what the person chooses, question by question; then nothing */
  answers?: string[][];
}

/** A plugin's slash commands in a conversation of a real kernel; what they do to the front end is recorded. */
export interface SlashLab extends TurnLab {
  context: SlashContext;
  /** lines, tables (cells with ` | ` in between), differences and Markdown, in order */
  said: string[];
  /** all of it, in lines */
  text(): string;
  asked: Question[];
  sent: PromptInput[];
  prefilled: string[];
  run(name: string, rest?: string): Promise<void>;
  /** the words, without what tells people about them */
  complete(name: string, rest?: string): Promise<string[]>;
}

/** @param pluginDir folder of the plugin that brings the commands, as a URL that ends in `/` */
export function slashLab(pluginDir: URL, options: SlashLabOptions = {}): SlashLab {
  const dir = fileURLToPath(pluginDir);
  const { name } = JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8')) as { name: string };
  const { script = () => says('ok'), context: more, answers = [], bundled = [], ...rest } = options;
  const lab = turnLab(script, { ...rest, bundled: [name, ...bundled] });
  const { kernel } = lab;
  const texts = JSON.parse(readFileSync(join(dir, 'messages.json'), 'utf8')) as Record<string, string>;
  const prefix = `${name.replace('@ock/', '')}.`;
  Object.assign(kernel.options.language, {
    t: (key: string, args?: Record<string, string>) => {
      if (texts[key] === undefined && key.startsWith(prefix)) throw new Error(`no text for ${key}`);
      return interpolate(texts[key] ?? key, args);
    },
  });
  Object.assign(kernel.config, { trusts: () => true, said: () => [], files: [] });
  const said: string[] = [];
  const asked: Question[] = [];
  const sent: PromptInput[] = [];
  const prefilled: string[] = [];
  const open = [...answers];
  const { signal } = new AbortController();
  const context: SlashContext = {
    kernel,
    talk: new LabTalk(lab),
    style: new Proxy({}, { get: () => (text: string) => text }) as SlashStyle,
    signal,
    width: () => 100,
    line: (text = '') => void said.push(text),
    table: (rows) => void said.push(...rows.map((row) => row.join(' | '))),
    diff: (text) => void said.push(text),
    markdown: (text) => void said.push(text),
    choose: async (question) => {
      asked.push(question);
      return open.shift();
    },
    confirm: async (question) => {
      asked.push({ question });
      return open.shift() !== undefined;
    },
    send: async (make) => void sent.push(await make(signal)),
    prefill: (text) => void prefilled.push(text),
    leave: () => void said.push('left'),
    ...more,
  };
  const slash = (id: string): Promise<Slash> => kernel.use('slash', id);
  return {
    ...lab,
    context,
    said,
    asked,
    sent,
    prefilled,
    text: () => said.join('\n'),
    run: async (id, words = '') => (await slash(id)).run(context, words),
    complete: async (id, words = '') =>
      ((await (await slash(id)).complete?.(context, words)) ?? []).map((word) => (typeof word === 'string' ? word : word.word)),
  };
}

/** The conversation as a front end keeps it: opened by the first prompt. */
class LabTalk implements SlashTalk {
  readonly #lab: TurnLab;
  #open: Conversation | undefined;
  #agent = 'build';
  #model = 'p/m';
  #mode: PermissionMode = 'ask';
  #effort: Effort | undefined;

  constructor(lab: TurnLab) {
    this.#lab = lab;
  }
  get current() {
    return this.#open;
  }
  get agent() {
    return this.#open?.agent ?? this.#agent;
  }
  get model() {
    return this.#open?.model ?? this.#model;
  }
  get mode() {
    return this.#open?.mode ?? this.#mode;
  }
  get effort() {
    return this.#open?.effort ?? this.#effort;
  }
  agents() {
    return this.#lab.kernel.list('agent').flatMap(({ id, sub, hidden }) => (sub || hidden ? [] : [id]));
  }
  setAgent(id: string) {
    if (!this.agents().includes(id)) throw new KernelError('OC_AGENT_UNKNOWN', { agent: id, near: '', known: '' });
    this.#open?.setAgent(id);
    this.#agent = id;
  }
  setModel(ref: string) {
    this.#model = selectModel(this.#lab.kernel, ref);
    this.#open?.setModel(this.#model);
  }
  setEffort(effort: Effort) {
    this.#effort = effort;
    this.#open?.setEffort(effort);
  }
  setMode(mode: PermissionMode) {
    this.#mode = mode;
    this.#open?.setMode(mode);
  }
  sessions() {
    return this.#lab.kernel.use('service', 'sessions');
  }
  async begin() {
    this.#open ??= await this.#lab.open({ agent: this.#agent, model: this.#model, mode: this.#mode });
    return this.#open;
  }
  async resume(session: string, fork = false) {
    const next = await this.#lab.open({ session, fork });
    await this.#open?.close();
    this.#open = next;
    return this.#open;
  }
  async fresh() {
    await this.#open?.close();
    this.#open = undefined;
  }
}

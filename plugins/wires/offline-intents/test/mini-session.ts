import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { ModelContent, ModelEvent, ModelMessage, ModelRequest, ModelTarget } from '@ock/kernel';
import { english } from '../../../../test/support/english.ts';
import { createOfflineWire } from '../src/offline-wire.ts';

type Input = Record<string, unknown>;
type Run = (input: Input, cwd: string) => string;

export const TOOLS = ['read', 'write', 'edit', 'multiedit', 'bash', 'glob', 'grep', 'ls', 'todowrite', 'todoread', 'question'];
export const TARGET: ModelTarget = {
  provider: 'offline',
  model: 'intents',
  wire: 'offline-intents',
  baseUrl: '',
  headers: {},
  auth: { type: 'none' },
  info: { id: 'intents' },
  extra: {},
};
const MOST_TURNS = 20;

export function requestOf(messages: ModelMessage[], tools: readonly string[] = TOOLS): ModelRequest {
  return { system: '', messages, tools: tools.map((name) => ({ name, description: name, parameters: { type: 'object' } })) };
}

/** Streams one answer and returns its events. */
export async function eventsOf(request: ModelRequest, signal: AbortSignal = new AbortController().signal): Promise<ModelEvent[]> {
  const events: ModelEvent[] = [];
  const http = { request: () => Promise.reject(new Error('no network')) };
  await createOfflineWire(english).stream(request, TARGET, { http, emit: (event) => events.push(event), signal });
  return events;
}

function walk(dir: string, base = ''): string[] {
  return readdirSync(join(dir, base), { withFileTypes: true })
    .filter((entry) => entry.name !== '.git' && entry.name !== 'node_modules')
    .flatMap((entry) => (entry.isDirectory() ? walk(dir, join(base, entry.name)) : [join(base, entry.name)]))
    .sort();
}

function globMatcher(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^$()|[\]\\]/g, '\\$&')
    .replace(/\{([^}]*)\}/g, (_, list: string) => `(?:${list.replaceAll(',', '|')})`)
    .replace(/\*\*\/|\*|\?/g, (mark) => (mark === '**/' ? '(?:.*/)?' : mark === '*' ? '[^/]*' : '[^/]'));
  return new RegExp(`^${source}$`);
}

function replaced(path: string, { oldString, newString, replaceAll }: Input): void {
  const before = readFileSync(path, 'utf8');
  const parts = before.split(String(oldString));
  if (parts.length === 1) throw new Error('oldString was not found.');
  if (parts.length > 2 && replaceAll !== true) throw new Error(`oldString stands in the file ${parts.length - 1} times.`);
  writeFileSync(path, parts.join(String(newString)));
}

/** Real work on real files, in the least code; what it answers looks as the tools' answers do. */
const RUN: Record<string, Run> = {
  read: ({ filePath, offset = 1, limit = 2000 }, cwd) => {
    const lines = readFileSync(resolve(cwd, String(filePath)), 'utf8')
      .replace(/\n$/, '')
      .split('\n');
    return lines
      .map((line, index) => `${index + 1}\t${line}`)
      .slice(Number(offset) - 1, Number(offset) - 1 + Number(limit))
      .join('\n');
  },
  write: ({ filePath, content }, cwd) => {
    const path = resolve(cwd, String(filePath));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, String(content));
    return `Created ${filePath}.`;
  },
  edit: (input, cwd) => {
    replaced(resolve(cwd, String(input.filePath)), input);
    return 'Edited.';
  },
  multiedit: ({ filePath, edits }, cwd) => {
    for (const edit of edits as Input[]) replaced(resolve(cwd, String(filePath)), edit);
    return 'Edited.';
  },
  bash: ({ command }, cwd) => {
    const { NODE_TEST_CONTEXT: _context, NODE_OPTIONS: _options, ...env } = process.env;
    const result = spawnSync('bash', ['-c', `exec 2>&1; ${String(command)}`], { cwd, encoding: 'utf8', env, timeout: 60_000 });
    const text = `${result.stdout === '' ? '(no output)\n' : `${result.stdout.trimEnd()}\n`}exit code: ${result.status}`;
    if (result.status !== 0) throw new Error(text);
    return text;
  },
  glob: ({ pattern, path = '.' }, cwd) => {
    const matcher = globMatcher(String(pattern));
    const found = walk(resolve(cwd, String(path)))
      .filter((file) => matcher.test(file))
      .map((file) => join(String(path), file));
    return found.length === 0 ? 'No files match.' : found.join('\n');
  },
  grep: ({ pattern, path = '.', include, outputMode }, cwd) => {
    const root = resolve(cwd, String(path));
    const matcher = new RegExp(String(pattern));
    const files = statSync(root).isFile() ? [String(path)] : walk(root).map((file) => join(String(path), file));
    const hits = files
      .filter((file) => include === undefined || globMatcher(`**/${include}`).test(file))
      .map((file) => ({
        file,
        lines: readFileSync(resolve(cwd, file), 'utf8')
          .split('\n')
          .flatMap((line, index) => (matcher.test(line) ? [`${index + 1}: ${line}`] : [])),
      }))
      .filter(({ lines }) => lines.length > 0);
    if (hits.length === 0) return `No matches for ${pattern} in ${path}.`;
    return hits.map(({ file, lines }) => (outputMode === 'files' ? file : [file, ...lines, ''].join('\n'))).join('\n');
  },
  ls: ({ path = '.' }, cwd) => {
    const root = resolve(cwd, String(path));
    return [`${root}/`, ...walk(root).map((file) => `  ${file.split('/')[0]}${file.includes('/') ? '/' : ''}`)]
      .filter((line, index, all) => all.indexOf(line) === index)
      .join('\n');
  },
  todowrite: keepTodos,
  todoread: keepTodos,
  question: ({ questions }) => `${(questions as Input[])[0]?.question}\n→ src/price.js`,
};

function keepTodos({ todos }: Input, cwd: string): string {
  const file = join(cwd, '.todos.json');
  if (Array.isArray(todos))
    writeFileSync(file, JSON.stringify(todos.map((todo: Input, index) => ({ ...todo, id: todo.id ?? String(index + 1) }))));
  const marks: Record<string, string> = { pending: ' ', in_progress: '>', completed: 'x', cancelled: '-' };
  const list = (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : []) as Record<string, string>[];
  return list.length === 0
    ? 'The list is empty.'
    : list.map(({ id, content, status = '' }) => `[${marks[status]}] ${id}. ${content}`).join('\n');
}

/** A session in a folder: prompts go through the wire, its calls are really run. */
export class MiniSession {
  readonly messages: ModelMessage[] = [];
  readonly cwd: string;
  /** names of the tools called for the last prompt, in order */
  calls: { name: string; input: Input }[] = [];

  constructor(cwd: string) {
    this.cwd = cwd;
    if (!existsSync(cwd)) throw new Error(`no such folder: ${cwd}`);
  }

  /** @returns the final text */
  async say(text: string): Promise<string> {
    this.calls = [];
    const note = this.messages.length === 0 ? `<environment>\nworking directory: ${this.cwd}\n</environment>` : undefined;
    this.messages.push({
      role: 'user',
      content: [...(note === undefined ? [] : [{ type: 'text' as const, text: note }]), { type: 'text', text }],
    });
    for (let turn = 0; turn < MOST_TURNS; turn++) {
      const content: ModelContent[] = [];
      const calls: { id: string; name: string; input: Input }[] = [];
      let said = '';
      for (const event of await eventsOf(requestOf(this.messages))) {
        if (event.type === 'text') said += event.text;
        if (event.type === 'tool_call') calls.push({ id: event.id, name: event.name, input: JSON.parse(event.input) as Input });
      }
      if (said !== '') content.push({ type: 'text', text: said });
      content.push(...calls.map((call) => ({ type: 'tool_call' as const, ...call })));
      this.messages.push({ role: 'assistant', content });
      if (calls.length === 0) return said;
      this.calls.push(...calls);
      this.messages.push({ role: 'tool', content: calls.map((call) => this.#result(call)) });
    }
    throw new Error(`no end after ${MOST_TURNS} turns`);
  }

  #result({ id, name, input }: { id: string; name: string; input: Input }): ModelContent {
    try {
      return { type: 'tool_result', id, name, text: (RUN[name] as Run)(input, this.cwd), isError: false };
    } catch (error) {
      return { type: 'tool_result', id, name, text: error instanceof Error ? error.message : String(error), isError: true };
    }
  }
}

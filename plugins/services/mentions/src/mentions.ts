import { statSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { FoundSkills, Mention, MentionCandidate, MentionsService, SessionService } from '@ock/kernel';
import { resolvePath } from '@ock/kernel';
import { FileList } from './file-list.ts';
import { fuzzy } from './fuzzy.ts';
import { type Written, withLines, writtenMentions } from './parse.ts';
import { sessionNote } from './session-note.ts';
import { symbolNote } from './symbol-note.ts';

/** names that are offered for one that nothing has */
const MAX_NEAR = 4;

export interface MentionsOptions {
  ids(kind: 'agent' | 'tool' | 'mode'): string[];
  /** what a mode or style tells the model */
  modePrompt(id: string): string | undefined;
  sessions(): Promise<SessionService>;
  skills(): Promise<FoundSkills | undefined>;
  /** nobody asks any more */
  ended: AbortSignal;
}

export function createMentions(options: MentionsOptions): MentionsService {
  const files = new FileList(options.ended);
  return {
    async find(text, cwd, signal, sessionId) {
      const found: Mention[] = [];
      for (const written of writtenMentions(text)) {
        const mention = await meant(written, cwd, signal, options, files, sessionId);
        if (mention) found.push(mention);
      }
      return found;
    },
    complete: (prefix, limit, cwd, signal) => complete(prefix.replace(/^@"?/, ''), limit, cwd, signal, options, files),
  };
}

async function meant(
  written: Written,
  cwd: string,
  signal: AbortSignal,
  options: MentionsOptions,
  files: FileList,
  sessionId: string | undefined,
): Promise<Mention | undefined> {
  const { text, name } = written;
  if (/^https?:\/\/[^/]/i.test(name)) return { text, kind: 'call', tool: 'webfetch', input: { url: name } };
  const [, kind = '', id = ''] = /^(session|symbol|skill|tool|agent|mode):(.+)$/.exec(name) ?? [];
  if (kind !== '') return named(kind, id, text, cwd, signal, options, sessionId);
  return fileMention(written, cwd, signal, files);
}

async function named(
  kind: string,
  id: string,
  text: string,
  cwd: string,
  signal: AbortSignal,
  options: MentionsOptions,
  sessionId: string | undefined,
): Promise<Mention> {
  if (kind === 'skill') {
    const names = (await options.skills())?.skills.map((skill) => skill.name) ?? [];
    return names.includes(id)
      ? { text, kind: 'call', tool: 'skill', input: { name: id } }
      : { text, kind: 'unknown', near: await fuzzy(id, names, MAX_NEAR, signal) };
  }
  if (kind === 'session' || kind === 'symbol') {
    const note = kind === 'session' ? await sessionNote(id, cwd, options.sessions, sessionId) : await symbolNote(id, cwd, signal);
    return note === undefined ? { text, kind: 'unknown', near: [] } : { text, kind: 'note', note };
  }
  const ids = options.ids(kind as 'agent' | 'tool' | 'mode');
  if (!ids.includes(id)) return { text, kind: 'unknown', near: await fuzzy(id, ids, MAX_NEAR, signal) };
  const prompt = kind === 'mode' ? options.modePrompt(id) : undefined;
  const wish = {
    agent: `hand what the person asks there on to the agent ${id}, by the tool task`,
    tool: `use the tool ${id} for it`,
    mode: `for this prompt work as the mode ${id} says, with the tools that you have`,
  }[kind as 'agent'];
  return { text, kind: 'note', note: `The person mentions ${text}: ${wish}.${prompt === undefined ? '' : `\n\n${prompt}`}` };
}

/** A file or folder of that name; else the only file that a name with an ending stands for, or what is near it. Undefined: no mention at all. */
async function fileMention(
  { text, name, range }: Written,
  cwd: string,
  signal: AbortSignal,
  files: FileList,
): Promise<Mention | undefined> {
  if (exists(name, cwd)) return fileCall(text, name, range === undefined ? undefined : withLines(`x${range}`).lines);
  const { path, lines } = withLines(name);
  if (path !== name && exists(path, cwd)) return fileCall(text, path, lines);
  if (!/[\w-]\.[a-z]\w{0,7}$/i.test(path) || /^@|\.\.$/.test(path)) return undefined;
  const { root, paths } = await files.paths(cwd, signal, true);
  const same = paths.filter((file) => file === path || file.endsWith(`/${path}`));
  const near = same.length > 0 ? same : await fuzzy(path, paths, MAX_NEAR + 1, signal);
  const shown = (file: string) => relative(resolvePath('.', cwd), join(root, file)) || file;
  const [only, second] = near;
  if (only !== undefined && second === undefined) return fileCall(text, shown(only), lines);
  return near.length === 0 ? undefined : { text, kind: 'unknown', near: near.slice(0, MAX_NEAR).map(shown) };
}

function fileCall(text: string, filePath: string, lines: { from: number; to: number } | undefined): Mention {
  const range = lines ? { offset: lines.from, limit: lines.to - lines.from + 1 } : {};
  return { text, kind: 'call', tool: 'read', input: { filePath, ...range } };
}

/** Prompts hold all sorts of text after an `@`: what cannot be a path, or not be looked at, is none. */
function exists(name: string, cwd: string): boolean {
  try {
    return statSync(resolvePath(name, cwd), { throwIfNoEntry: false }) !== undefined;
  } catch {
    // too long, with NUL in it, links in a circle, a folder that is closed
    return false;
  }
}

async function complete(
  prefix: string,
  limit: number,
  cwd: string,
  signal: AbortSignal,
  options: MentionsOptions,
  files: FileList,
): Promise<MentionCandidate[]> {
  const [, kind = '', id = ''] = /^(session|skill|tool|agent|mode):(.*)$/.exec(prefix) ?? [];
  if (kind !== '') {
    const names = await namesOf(kind, cwd, options);
    const found = id === '' ? names.slice(0, limit) : await fuzzy(id, names, limit, signal);
    return found.map((name) => ({ text: `@${kind}:${name}`, kind: kind as 'agent' }));
  }
  const { root, paths } = await files.paths(cwd, signal);
  const found = prefix === '' ? paths.slice(0, limit) : await fuzzy(prefix, paths, limit, signal);
  return found.map((path) => {
    const shown = relative(resolvePath('.', cwd), join(root, path)) || path;
    const isFolder = path.endsWith('/');
    const whole = isFolder ? `${shown.replace(/\/$/, '')}/` : shown;
    return { text: /[\s,;()[\]{}'`]/.test(whole) ? `@"${whole}"` : `@${whole}`, kind: isFolder ? 'folder' : 'file' };
  });
}

async function namesOf(kind: string, cwd: string, options: MentionsOptions): Promise<string[]> {
  if (kind === 'skill') return (await options.skills())?.skills.map(({ name }) => name) ?? [];
  if (kind === 'session') return (await (await options.sessions()).list({ directory: cwd, limit: 50 })).map(({ id }) => id);
  return options.ids(kind as 'agent');
}

import { existsSync, realpathSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { listFiles, resolvePath, workspaceOf } from '@ock/kernel';
import { importsOf } from './imports.ts';
import { type Rules, readRules, rulesIn } from './rules-file.ts';

const MAX_DEPTH = 5;
/** files that the globs of one setting may name */
const MAX_MATCHES = 50;

export interface RulesOptions {
  /** where our configuration stands */
  configDir: string;
  home: string;
  settings(): { maxBytes: number; instructions: readonly string[] };
  /** false: the rules of permissions deny it */
  mayRead(path: string): Promise<boolean>;
}

export interface ProjectRules {
  /** What the model is told with the first prompt of a session. @param cwd the session's folder. @returns undefined: there are no rules */
  sessionNote(cwd: string): Promise<string | undefined>;
  /** The files, farthest first. */
  files(cwd: string): Promise<Rules[]>;
}

/** AGENTS.md of the person, further instructions, then those from the workspace's root down to the folder: the nearest stands last. */
export function createProjectRules(options: RulesOptions): ProjectRules {
  const files = (cwd: string) => gather(options, resolvePath('.', cwd));
  return {
    files,
    async sessionNote(cwd) {
      const { maxBytes } = options.settings();
      if (maxBytes === 0) return undefined;
      return noteOf(await files(cwd), maxBytes, cwd);
    },
  };
}

async function gather(options: RulesOptions, cwd: string): Promise<Rules[]> {
  const workspace = workspaceOf(cwd);
  const seen = new Set<string>();
  const found: Rules[] = [];
  const add = async (path: string | undefined, from: Rules['from'], depth = 0): Promise<void> => {
    if (path === undefined || depth > MAX_DEPTH) return;
    const own = [options.configDir, join(options.home, '.claude')].filter(existsSync).map((dir) => realpathSync(dir));
    const rules = await readRules(path, from === 'person' ? [...own, workspace] : [workspace], options.mayRead);
    if (!rules || seen.has(rules.path) || rules.text === '') return;
    seen.add(rules.path);
    for (const file of importsOf(rules.text, rules.path, options.home)) await add(file, from, depth + 1);
    found.push({ ...rules, from });
  };
  await add(rulesIn(options.configDir) ?? rulesIn(join(options.home, '.claude')), 'person');
  for (const path of await instructed(options.settings().instructions, workspace, options)) await add(path, 'person');
  for (const dir of between(workspace, cwd)) await add(rulesIn(dir), 'project');
  return found;
}

/** Folders from the first to the second, both included. */
export function between(root: string, dir: string): string[] {
  const dirs = [dir];
  for (let at = dir; at !== root && dirname(at) !== at; at = dirname(at)) dirs.unshift(dirname(at));
  return dirs[0] === root ? dirs : [dir];
}

/** Files that `instructions` names: paths, or globs within the workspace. */
async function instructed(patterns: readonly string[], workspace: string, { home }: RulesOptions): Promise<string[]> {
  const paths: string[] = [];
  for (const pattern of patterns) {
    const path = pattern.startsWith('~/') ? join(home, pattern.slice(2)) : pattern;
    if (!/[*?[{]/.test(path)) paths.push(isAbsolute(path) ? path : resolve(workspace, path));
    else paths.push(...(await matching(path, workspace)));
  }
  return paths;
}

async function matching(pattern: string, workspace: string): Promise<string[]> {
  const { default: picomatch } = await import('picomatch');
  const matches = picomatch(isAbsolute(pattern) ? relative(workspace, pattern) : pattern, { dot: true });
  const found: string[] = [];
  await listFiles(workspace, {
    signal: AbortSignal.timeout(1_500),
    rules: async () => (await import('ignore')).default,
    onFile: (file) => {
      if (matches(file)) found.push(join(workspace, file));
      return found.length < MAX_MATCHES;
    },
  });
  return found.sort();
}

/** The nearest keep their place in the budget; what does not fit is cut with a word on it. */
export function noteOf(files: readonly Rules[], maxBytes: number, cwd: string): string | undefined {
  if (files.length === 0) return undefined;
  let left = maxBytes;
  const blocks: string[] = [];
  for (const { path, text, from } of [...files].reverse()) {
    const shown = cut(text, left);
    left -= Buffer.byteLength(shown);
    const note = shown.length < text.length ? `\n(cut here: the file goes on; read ${path})` : '';
    blocks.unshift(`<rules file="${relative(cwd, path) || path}" from="${from}">\n${shown}${note}\n</rules>`);
  }
  return `Rules for your work, written by the person and the project. Where they differ, the later ones count; what the person says in the conversation counts most.\n${blocks.join('\n')}`;
}

/** At most so many bytes, at the end of a line where there is one. */
function cut(text: string, bytes: number): string {
  const data = Buffer.from(text);
  if (data.length <= bytes) return text;
  const head = data
    .subarray(0, Math.max(0, bytes))
    .toString('utf8')
    .replace(/\ufffd+$/, '');
  const line = head.lastIndexOf('\n');
  return line > 0 ? head.slice(0, line) : head;
}

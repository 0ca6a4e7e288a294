import { dirname } from 'node:path';
import { resolvePath, type ToolCallInfo, workspaceOf } from '@ock/kernel';
import { between, noteOf, type RulesOptions } from './project-rules.ts';
import { isBelow, type Rules, readRules, rulesIn } from './rules-file.ts';

/** bytes of the rules that one result carries */
const MAX_NOTE = 8 * 1024;
const PATHS = ['filePath', 'file_path', 'path'];

/** Rules of folders below the session's: told once, with the first result about a file there. */
export class NestedRules {
  readonly #options: RulesOptions;
  readonly #toldBefore: (sessionId: string) => Promise<readonly string[]>;
  /** folders that were looked at, by session */
  readonly #seen = new Map<string, Set<string>>();
  /** what earlier processes told, by session */
  readonly #before = new Map<string, Promise<readonly string[]>>();

  /** @param toldBefore files of rules that results in the view of the session's model tell already */
  constructor(options: RulesOptions, toldBefore: (sessionId: string) => Promise<readonly string[]>) {
    this.#options = options;
    this.#toldBefore = toldBefore;
  }

  /** What the model has not been told of the folders that a call's file stands in. @returns `files`: where it comes from */
  async note({ sessionId, tool, input }: ToolCallInfo, cwd: string): Promise<{ text: string; files: string[] } | undefined> {
    const named = tool.permission?.startsWith('fs.') ? pathIn(input) : undefined;
    const { maxBytes } = this.#options.settings();
    if (named === undefined || maxBytes === 0) return undefined;
    const from = resolvePath('.', cwd);
    const dir = dirname(resolvePath(named, cwd));
    const workspace = workspaceOf(from);
    if (!isBelow(dir, workspace)) return undefined;
    const told = new Set(between(workspace, from));
    const seen = this.#seen.get(sessionId) ?? new Set<string>();
    this.#seen.set(sessionId, seen);
    const rules: Rules[] = [];
    for (const folder of between(workspace, dir)) {
      if (told.has(folder) || seen.has(folder)) continue;
      seen.add(folder);
      const path = rulesIn(folder);
      const read = path === undefined ? undefined : await readRules(path, [workspace], this.#options.mayRead);
      if (read?.text) rules.push({ ...read, from: 'project' });
    }
    const fresh = await this.#untold(sessionId, rules);
    const text = noteOf(fresh, Math.min(maxBytes, MAX_NOTE), from);
    return text === undefined ? undefined : { text, files: fresh.map(({ path }) => path) };
  }

  /** Earlier results are looked at once, and only where there is something to tell. */
  async #untold(sessionId: string, rules: readonly Rules[]): Promise<readonly Rules[]> {
    if (rules.length === 0) return rules;
    const reading = this.#before.get(sessionId) ?? this.#toldBefore(sessionId);
    this.#before.set(sessionId, reading);
    const before = await reading;
    return rules.filter(({ path }) => !before.includes(path));
  }

  /** They are told again: the session is over, or what was told has left the view of the model. */
  forget(sessionId: string): void {
    this.#seen.delete(sessionId);
    this.#before.delete(sessionId);
  }
}

function pathIn(input: unknown): string | undefined {
  if (typeof input !== 'object' || input === null) return undefined;
  const given = PATHS.map((name) => (input as Record<string, unknown>)[name]).find((value) => typeof value === 'string');
  return typeof given === 'string' ? given : undefined;
}

import { sanitizeLine } from '../../host/sanitize.ts';
import type { SlashContribution, SlashSource } from '../../kinds/slash.ts';
import { KernelError } from '../../runtime/errors.ts';
import type { Kernel } from '../../runtime/kernel.ts';
import { near } from '../../runtime/near.ts';

/** A slash command there is now. */
export interface KnownSlash extends Pick<SlashContribution, 'id' | 'aliases' | 'usage' | 'group' | 'whileWorking' | 'hidden'> {
  /** one fragment on what it does, for people */
  text: string;
  /** it stands for a prompt: `/id rest` is sent as one, and expanded on its way. Absent: a plugin's, to be run */
  origin?: string;
}

interface Where {
  /** the session's folder */
  cwd: string;
  signal: AbortSignal;
}

/** Characters of names; colons only inside: `/usr/bin` and `//` are none. */
const SLASH = /^\s*\/([\p{L}\p{N}_][\p{L}\p{N}_.-]*(?::[^\s/:]+)*)(?:\s+([\s\S]*))?$/u;

/** `/name rest` and `/server:prompt rest`. Undefined for everything else, paths among it. */
export function parseSlash(text: string): { name: string; rest: string } | undefined {
  const match = SLASH.exec(text);
  return match ? { name: match[1] as string, rest: (match[2] ?? '').trim() } : undefined;
}

/** Those of plugins, then those that services bring at run time, without those whose name is taken. */
export async function listSlash(kernel: Kernel, where: Where & { start?: boolean }): Promise<KnownSlash[]> {
  const own = kernel.list('slash').map(({ help, ...one }): KnownSlash => ({ ...one, text: kernel.t(help) }));
  const taken = takenNames(kernel);
  const brought: KnownSlash[] = [];
  for (const source of await slashSources(kernel)) {
    for (const { id, usage, description, origin } of await source.list(where)) {
      // a name that would steer the terminal, or hides something, is nobody's to type
      if (taken.has(id.toLowerCase()) || sanitizeLine(id) !== id) continue;
      taken.add(id.toLowerCase());
      const text = sanitizeLine(description);
      brought.push({
        id,
        group: 'project',
        text,
        origin: sanitizeLine(origin),
        ...(usage !== undefined && { usage: sanitizeLine(usage) }),
      });
    }
  }
  return [...own, ...brought];
}

/**
 * The one that a person means: a plugin's by name or alias, else one that is brought, if need be by what is started for it.
 * @param others further names that a front end has itself, for near matches
 * @throws OC_UNKNOWN_COMMAND with near matches
 */
export async function findSlash(kernel: Kernel, name: string, where: Where, others: readonly string[] = []): Promise<KnownSlash> {
  const wanted = name.toLowerCase();
  let all: KnownSlash[] = [];
  for (const start of name.includes(':') ? [false, true] : [false]) {
    all = await listSlash(kernel, { ...where, start });
    const found =
      all.find(({ id, origin, aliases }) => origin === undefined && (id === wanted || aliases?.includes(wanted))) ??
      all.find(({ id }) => id === name) ??
      all.find(({ id }) => id.toLowerCase() === wanted);
    if (found) return found;
  }
  const names = [...others, ...all.filter(({ hidden }) => !hidden).map(({ id }) => id)].map((id) => `/${id}`);
  throw new KernelError('OC_UNKNOWN_COMMAND', { command: `/${name}`, near: near(`/${name}`, names) });
}

/** The services that bring slash commands. */
export async function slashSources(kernel: Kernel): Promise<SlashSource[]> {
  const ids = kernel.list('service').flatMap(({ id, slash }) => (slash ? [id] : []));
  return Promise.all(ids.map(async (id) => (await kernel.use('service', id as never)) as SlashSource));
}

/** Names and aliases of plugins' slash commands. */
export function takenNames(kernel: Kernel): Set<string> {
  return new Set(kernel.list('slash').flatMap(({ id, aliases = [] }) => [id, ...aliases]));
}

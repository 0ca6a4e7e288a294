import { opendir } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { resolvePath, sanitizeLine, shownDescription } from '@ock/kernel';
import type { Completion, Completions } from './input/composer.ts';
import type { SlashContext } from './slash.ts';
import { shownSlash, slashNames } from './slash-commands.ts';
import { findPart } from './slash-parts.ts';

/** completions offered at once */
const LIMIT = 50;
/** entries of a folder that are looked at */
const MAX_ENTRIES = 100_000;

/** ms that candidates may take; what is typed on asks anew */
const MENTIONS_MS = 2_000;

/** What may stand where the cursor is: commands and their words, agents and files behind `@`, paths. */
export async function completeAt(
  text: string,
  cursor: number,
  context: SlashContext,
  signal: AbortSignal = context.kernel.signal,
): Promise<Completions | undefined> {
  const before = text.slice(0, cursor);
  const command = /^\/([a-z?][\w:-]*)\s+([\s\S]*)$/i.exec(before);
  if (/^\/\S*$/.test(before)) return { from: 0, items: await names(before, context) };
  if (command) {
    const words = await wordsFor((command[1] as string).toLowerCase(), command[2] as string, context);
    const typed = /\S*$/.exec(before)?.[0] ?? '';
    const items = words.filter(({ text }) => text.startsWith(typed)).slice(0, LIMIT);
    if (items.length > 0) return { from: cursor - typed.length, items };
  }
  const at = /(?:^|\s)(@[^\s]*)$/.exec(before)?.[1];
  if (at !== undefined) return { from: cursor - at.length, items: await mentioned(at.slice(1), before === at, context, signal) };
  const path = /(?:^|[\s"'=])([^\s"'=]*)$/.exec(before)?.[1] ?? '';
  return path === '' ? undefined : { from: cursor - path.length, items: await paths(path, context.kernel.cwd, signal) };
}

async function names(typed: string, context: SlashContext): Promise<Completion[]> {
  const known = (await shownSlash(context)).map(({ name, usage, text }) => ({
    text: `/${name}${usage ? ' ' : ''}`,
    label: `/${name} ${usage ?? ''}`,
    hint: text,
  }));
  return known.filter((item) => item.text.startsWith(typed));
}

async function wordsFor(name: string, rest: string, context: SlashContext): Promise<Completion[]> {
  const part = findPart(context, name);
  const words = (part && (await (await context.kernel.use('slash', part.id)).complete?.(context.part(), rest))) ?? [];
  return words.map((word) => (typeof word === 'string' ? { text: word } : { text: word.word, hint: sanitizeLine(word.text) }));
}

async function mentioned(prefix: string, isFirst: boolean, { kernel, talk }: SlashContext, asked: AbortSignal): Promise<Completion[]> {
  const agents = isFirst ? talk.agents().filter((id) => id.startsWith(prefix)) : [];
  const items: Completion[] = agents.map((id) => ({ text: `@${id} `, hint: shownDescription(kernel, 'agent', id) }));
  if (kernel.find('service', 'mentions')) {
    const mentions = await kernel.use('service', 'mentions');
    const signal = AbortSignal.any([kernel.signal, asked, AbortSignal.timeout(MENTIONS_MS)]);
    const hits = await mentions.complete(prefix, LIMIT, kernel.cwd, signal).catch(() => []);
    const taken = new Set(items.map(({ text }) => text.trim()));
    for (const { text } of hits) if (!taken.has(text)) items.push({ text });
  } else items.push(...(await paths(prefix, kernel.cwd, asked)).map(({ text }) => ({ text: `@${text}` })));
  return items.slice(0, LIMIT);
}

/** What a folder has that begins so, a few hundred entries at a time: it may hold very many. */
async function paths(prefix: string, cwd: string, signal: AbortSignal): Promise<Completion[]> {
  const folder = prefix.endsWith('/') || prefix === '' ? prefix || '.' : dirname(prefix);
  const begun = prefix.endsWith('/') || prefix === '' ? '' : basename(prefix);
  const shown = prefix.includes('/') ? (folder.endsWith('/') ? folder : `${folder}/`) : '';
  const found: string[] = [];
  try {
    let looked = 0;
    for await (const entry of await opendir(resolvePath(folder, cwd), { bufferSize: 256 })) {
      if (++looked > MAX_ENTRIES || found.length >= LIMIT || signal.aborted) break;
      const { name } = entry;
      if (name.startsWith(begun) && (begun.startsWith('.') || !name.startsWith('.')))
        found.push(`${name}${entry.isDirectory() ? '/' : ''}`);
    }
  } catch {
    return []; // no such folder
  }
  return found.sort().map((name) => ({ text: `${shown}${name}` }));
}

/** Whole lines that may stand where the line ends, for terminals that complete by themselves. */
export function completeLine(line: string, context: SlashContext): string[] {
  if (line.startsWith('@') && !line.includes(' ')) {
    const agents = context.talk.agents().map((id) => `@${id} `);
    return agents.filter((hit) => hit.startsWith(line));
  }
  if (!line.startsWith('/')) return [];
  return slashNames(context)
    .map((name) => `/${name} `)
    .filter((hit) => hit.startsWith(line));
}

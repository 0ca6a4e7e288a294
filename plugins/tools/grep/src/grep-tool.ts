import { statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative } from 'node:path';
import {
  findRipgrep,
  isSecretPath,
  limitOutput,
  resolvePath,
  type Tool,
  type ToolContext,
  ToolError,
  type ToolOutput,
  type Translate,
} from '@ock/kernel';
import type { z } from 'zod';
import { countRipgrep } from './count-ripgrep.ts';
import type { Hit, SearchEnd } from './hits.ts';
import type { parameters } from './parameters.ts';
import { contentText } from './result-text.ts';
import { searchPlain } from './search-plain.ts';
import { searchRipgrep } from './search-ripgrep.ts';

type Input = z.infer<typeof parameters>;

const MAX_MATCHES = 100;
const MAX_CONTEXT = 20;
/** matches counted in mode `count` and files found in mode `files`, before it stops */
const MAX_COUNTED = 10_000;
const MAX_BYTES = 32 * 1024;

interface Found {
  hits: Hit[];
  /** matches by file */
  counts: Map<string, number>;
  /** matching files left out, for their names */
  secret: number;
  /** and by rules */
  denied: number;
}

/** The tool `grep`: contents of files. */
export function createGrepTool(t: Translate): Tool<Input> {
  return {
    subjects: (input, ctx) => [{ action: 'read', path: resolvePath(input.path ?? '.', ctx.cwd) }],
    async run(input, ctx) {
      const path = resolvePath(input.path ?? '.', ctx.cwd);
      const facts = statSync(path, { throwIfNoEntry: false });
      if (!facts) throw new ToolError(`There is no file or folder ${path}.`);
      if (!facts.isDirectory() && !facts.isFile()) throw new ToolError(`${path} is not a regular file (a device, pipe or socket).`);
      const root = facts.isDirectory() ? path : dirname(path);
      const file = facts.isDirectory() ? undefined : basename(path);
      const found: Found = { hits: [], counts: new Map(), secret: 0, denied: 0 };
      const end = await search(input, ctx, root, file, found);
      await leaveOutDenied(found, root, ctx);
      if (end.error && found.counts.size === 0) throw new ToolError(end.error);
      return report(input, ctx, root, found, end, t);
    },
  };
}

async function search(input: Input, ctx: ToolContext, root: string, file: string | undefined, found: Found): Promise<SearchEnd> {
  const mode = input.outputMode ?? 'content';
  let total = 0;
  const options = {
    pattern: input.pattern,
    ignoreCase: input.ignoreCase ?? false,
    context: mode === 'content' ? Math.min(input.context ?? 0, MAX_CONTEXT) : 0,
    root,
    signal: ctx.signal,
    ...(file === undefined ? {} : { file }),
    ...(input.include && file === undefined ? { include: input.include } : {}),
    ...(input.type && file === undefined ? { type: input.type } : {}),
    ...(input.multiline || input.pattern.startsWith('(?s)') ? { multiline: true } : {}),
    wanted(name: string): boolean {
      if (file !== undefined || !isSecretPath(join(root, name))) return true;
      found.secret++;
      return false;
    },
    onHit(hit: Hit): boolean {
      if (hit.match && ++total > (mode === 'content' ? MAX_MATCHES : MAX_COUNTED)) return false;
      if (mode === 'content') found.hits.push(hit);
      if (hit.match) found.counts.set(hit.file, (found.counts.get(hit.file) ?? 0) + 1);
      return true;
    },
  };
  const rg = findRipgrep();
  if (!rg) return searchPlain(options);
  return mode === 'content' ? searchRipgrep(rg, options) : countRipgrep(rg, options, (name, count) => found.counts.set(name, count));
}

/** A search is judged by its folder; what the rules deny deeper in it is taken out of what was found. */
async function leaveOutDenied(found: Found, root: string, ctx: ToolContext): Promise<void> {
  if (!ctx.forbids) return;
  const denied = new Set<string>();
  for (const name of new Set([...found.counts.keys(), ...found.hits.map(({ file }) => file)]))
    if (await ctx.forbids(resolvePath(name, root))) denied.add(name);
  if (denied.size === 0) return;
  for (const name of denied) found.counts.delete(name);
  found.hits = found.hits.filter(({ file }) => !denied.has(file));
  found.denied += denied.size;
}

async function report(input: Input, ctx: ToolContext, root: string, found: Found, end: SearchEnd, t: Translate): Promise<ToolOutput> {
  const show = (name: string): string => display(join(root, name), ctx.cwd);
  const files = [...found.counts];
  const matches = files.reduce((sum, [, count]) => sum + count, 0);
  const mode = input.outputMode ?? 'content';
  const listed = files.slice(0, MAX_MATCHES);
  const body =
    mode === 'files'
      ? listed.map(([name]) => show(name)).join('\n')
      : mode === 'count'
        ? listed.map(([name, count]) => `${show(name)}: ${count}`).join('\n')
        : contentText(found.hits, show);
  const notes = [
    ...(mode !== 'content' && listed.length < files.length ? [`[${files.length - listed.length} more files]`] : []),
    ...(end.complete ? [] : [`[stopped after ${matches} matches: there are more. Narrow the pattern, path or include.]`]),
    ...(found.secret > 0 ? [`[${found.secret} matching files that look like secrets left out]`] : []),
    ...(found.denied > 0 ? [`[${found.denied} matching files left out: the rules deny to read them]`] : []),
    ...(end.error ? [`[${end.error.split('\n')[0]}]`] : []),
  ];
  const where = root === ctx.cwd ? 'the session folder' : display(root, ctx.cwd);
  const none = `No matches for ${input.pattern} in ${where}${input.include ? ` (${input.include})` : ''}.`;
  const shown = await limitOutput(body || none, { dir: ctx.outputDir, keep: 'head', maxBytes: MAX_BYTES, name: 'grep' });
  return {
    text: [shown.text, ...notes].join('\n'),
    title: t('tool-grep.title', { pattern: input.pattern.replace(/\s+/g, ' ').slice(0, 120), count: matches }),
    metadata: {
      matches,
      files: files.length,
      truncated: !end.complete || shown.truncated,
      ...(shown.file ? { output_file: shown.file } : {}),
    },
  };
}

/** Relative to the session's folder where it lies inside. A name with line breaks must not look like several lines. */
function display(path: string, cwd: string): string {
  const short = relative(cwd, path);
  const shown = short === '' ? '.' : short.startsWith('..') || isAbsolute(short) ? path : short;
  return shown.replace(/[\x00-\x1f\x7f]/g, '?');
}

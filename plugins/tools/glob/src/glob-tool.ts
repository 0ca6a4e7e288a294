import { existsSync, statSync } from 'node:fs';
import { isAbsolute, join, relative } from 'node:path';
import { listFiles, type Tool, ToolError, type Translate } from '@ock/kernel';
import type { z } from 'zod';
import { narrowing } from './narrowing.ts';
import type { parameters } from './parameters.ts';
import { searchRoot } from './search-root.ts';

type Input = z.infer<typeof parameters>;

const MAX_RESULTS = 100;

/** The tool `glob`: files by name, newest first. */
export function createGlobTool(t: Translate): Tool<Input> {
  return {
    subjects: (input, ctx) => [{ action: 'read', path: searchRoot(input.pattern, input.path, ctx.cwd).root }],
    async run(input, ctx) {
      const { root, pattern, anywhere } = searchRoot(input.pattern, input.path, ctx.cwd);
      const facts = statSync(root, { throwIfNoEntry: false });
      if (!facts) throw new ToolError(`There is no folder ${root}.`);
      if (!facts.isDirectory()) throw new ToolError(`${root} is a file. Give a folder as path.`);

      const { default: picomatch } = await import('picomatch');
      const matches = picomatch(pattern, { dot: true, basename: anywhere, nonegate: true });
      const found: string[] = [];
      let count = 0;
      const literal = join(root, pattern);
      if (literal.startsWith(join(root, '/')) && existsSync(literal) && statSync(literal).isFile() && !matches(pattern))
        found.push(literal);
      const patterns = narrowing(pattern, anywhere);
      const { complete } = await listFiles(root, {
        signal: ctx.signal,
        newestFirst: true,
        wanted: (path) => matches(path),
        ...(patterns && { narrow: { patterns, dir: ctx.outputDir } }),
        rules: async () => (await import('ignore')).default,
        onFile(path) {
          count++;
          if (found.length < MAX_RESULTS) found.push(join(root, path));
          return true;
        },
      });
      count = Math.max(count, found.length);
      const shown = found.map((path) => display(path, ctx.cwd)).join('\n');
      const notes = [
        ...(count > found.length ? [`[the newest ${found.length} of ${count}: narrow the pattern to see others]`] : []),
        ...(complete ? [] : ['[not all folders were searched: too many files. Give a path.]']),
      ];
      const none = `No files match ${input.pattern} in ${display(root, ctx.cwd)} (hidden files searched, those .gitignore excludes not).`;
      return {
        text: [shown || none, ...notes].join('\n'),
        title: t('tool-glob.title', { pattern: input.pattern.replace(/\s+/g, ' ').slice(0, 120), count }),
        metadata: { count, truncated: count > found.length || !complete },
      };
    },
  };
}

/**
 * Relative to the session's folder where it lies inside: shorter, and good as an argument of other tools. A name with line breaks must not look
 * like several.
 */
function display(path: string, cwd: string): string {
  const short = relative(cwd, path);
  const shown = short === '' ? '.' : short.startsWith('..') || isAbsolute(short) ? path : short;
  return shown.replace(/[\x00-\x1f\x7f]/g, '?');
}

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { judgePath, pathTools } from './judge-path.ts';
import type { Case, Verdict } from './verdict.ts';

/** texts of one call that are looked at, and their length */
const MAX_TEXTS = 200;
const MAX_CHARS = 1_000;
const MAX_DEPTH = 6;

/**
 * What denies the files that the arguments of a call name, as a path or a `file:` address. For tools that do not say which files they touch: those
 * of MCP servers and of others. A text that names nothing that exists is no file, and what they merely might read goes by the tool's own rules.
 */
export function namedFiles(kase: Case): Verdict[] {
  const { tool, input, cwd } = kase.request;
  if (tool.permission === 'session' || tool.permission === 'ask') return [];
  const paths = new Set(textsIn(input).flatMap((text) => pathOf(text) ?? []));
  const denials: Verdict[] = [];
  for (const path of paths) {
    if (!existsSync(kase.places.resolve(path, cwd))) continue;
    const verdict = judgePath('read', path, pathTools('read'), kase);
    if (verdict.effect === 'deny' && verdict.by !== 'mode') denials.push(verdict);
  }
  return denials;
}

function textsIn(input: unknown): string[] {
  const found: string[] = [];
  const visit = (value: unknown, depth: number): void => {
    if (found.length >= MAX_TEXTS || depth > MAX_DEPTH) return;
    if (typeof value === 'string') found.push(value);
    else if (typeof value === 'object' && value !== null) for (const part of Object.values(value)) visit(part, depth + 1);
  };
  visit(input, 0);
  return found;
}

function pathOf(text: string): string | undefined {
  if (text === '' || text.length > MAX_CHARS || /[\0\n]/.test(text)) return undefined;
  if (!/^file:/i.test(text)) return text;
  try {
    return fileURLToPath(text);
  } catch {
    // an address of another machine, or none at all
    return undefined;
  }
}

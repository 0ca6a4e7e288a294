import { createContext, Script } from 'node:vm';
import { ToolError } from '@ock/kernel';

/** ms that a pattern may take; one that runs wild is ended */
const MATCH_MS = 500;
/** characters of a line that are looked at */
const LINE_CHARS = 4_000;

/** The lines of a text that match a regular expression, with their ends. @throws ToolError for a pattern that is none, or takes too long */
export function matchingLines(text: string, pattern: string): string {
  try {
    new RegExp(pattern);
  } catch (error) {
    throw new ToolError(`filter is no regular expression: ${(error as Error).message}`);
  }
  const lines = text.split(/(?<=\n)/);
  const sandbox = createContext({ lines: lines.map((line) => line.slice(0, LINE_CHARS).replace(/\n$/, '')), pattern, found: [] });
  try {
    new Script('const re = new RegExp(pattern); found = lines.map((line) => re.test(line))').runInContext(sandbox, { timeout: MATCH_MS });
  } catch {
    throw new ToolError(`filter takes too long on this output: ${pattern}. Give a simpler one.`);
  }
  const found = sandbox.found as boolean[];
  return lines.filter((_line, i) => found[i]).join('');
}

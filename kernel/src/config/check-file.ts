import type { JsonSchema } from './check-schema.ts';
import { checkSchema } from './check-schema.ts';
import { createExplorer } from './explorer.ts';
import { formatKeyPath } from './key-path.ts';
import { locate } from './locate.ts';

/** One finding of `config validate`. `line` counts from 1. */
export type Finding =
  | { level: 'error'; file: string; line: number; key: string; expected: string; got: string }
  | { level: 'warning'; file: string; line: number; key: string; nearest?: string };

/** Everything the schema objects to in a file, top to bottom. @throws OC_CONFIG_SYNTAX, OC_CONFIG_READ, OC_CONFIG_CODE */
export function checkFile(file: string, schema: JsonSchema): Finding[] {
  const { text, document } = createExplorer().load(file);
  const findings = checkSchema(document, schema).map((problem): Finding => {
    const place = { file, line: locate(text, problem.path), key: formatKeyPath(problem.path) };
    if (problem.kind === 'type') return { level: 'error', ...place, expected: problem.expected, got: problem.got };
    return {
      level: 'warning',
      ...place,
      ...(problem.nearest !== undefined && { nearest: formatKeyPath([...problem.path.slice(0, -1), problem.nearest]) }),
    };
  });
  return findings.sort((a, b) => a.line - b.line);
}

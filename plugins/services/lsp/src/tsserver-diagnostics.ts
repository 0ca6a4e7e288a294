import type { Diagnostic, Position } from './protocol.ts';

interface TsServerAnswer {
  success?: boolean;
  body?: { message: string; category: string; code: number; startLocation: TsLocation; endLocation: TsLocation }[];
}
/** both count from 1, in units of UTF-16 */
interface TsLocation {
  line: number;
  offset: number;
}

const COMMAND = 'typescript.tsserverRequest';
const REQUESTS = ['syntacticDiagnosticsSync', 'semanticDiagnosticsSync'];
const SEVERITIES: Record<string, number> = { error: 1, warning: 2, suggestion: 4, message: 3 };

/**
 * What is wrong with an open file, straight from tsserver. typescript-language-server has no pull diagnostics, and what it sends by itself neither
 * tells a version nor comes at all when a clean file stays clean: waiting for it would hold up every good edit.
 * @param request puts a question to the language server
 */
export async function tsserverDiagnostics(
  uri: string,
  request: (method: string, params: unknown) => Promise<unknown>,
): Promise<Diagnostic[]> {
  const found: Diagnostic[] = [];
  for (const name of REQUESTS) {
    const params = { command: COMMAND, arguments: [name, { file: uri, includeLinePosition: true }] };
    const answer = (await request('workspace/executeCommand', params)) as TsServerAnswer | null;
    for (const { message, category, code, startLocation, endLocation } of answer?.body ?? []) {
      const range = { start: position(startLocation), end: position(endLocation) };
      found.push({ range, severity: SEVERITIES[category] ?? 1, code: `TS${code}`, source: 'typescript', message });
    }
  }
  return found;
}

function position({ line, offset }: TsLocation): Position {
  return { line: line - 1, character: offset - 1 };
}

import type { LspAnswer, LspItem, LspReading } from '@ock/kernel';
import type { Encoding } from './positions.ts';
import {
  COMPLETION_KINDS,
  type CodeAction,
  type Command,
  type CompletionItem,
  type Diagnostic,
  type DocumentSymbol,
  type Location,
  type LocationLink,
  type Markup,
  SEVERITIES,
  SYMBOL_KINDS,
  type SymbolInformation,
} from './protocol.ts';
import type { TextSource } from './text-source.ts';

/** items of one answer that the model is told; people get all with --json */
const MAX_ITEMS = 100;
const MAX_HOVER = 4_000;

export function locationItems(answer: unknown, source: TextSource, encoding: Encoding): LspItem[] {
  const list = (Array.isArray(answer) ? answer : answer ? [answer] : []) as (Location | LocationLink)[];
  const items = list.flatMap((one) => {
    const place =
      'targetUri' in one ? source.place(one.targetUri, one.targetSelectionRange, encoding) : source.place(one.uri, one.range, encoding);
    return place ? [place as LspItem] : [];
  });
  return distinct(items);
}

export function diagnosticItems(path: string, uri: string, list: readonly Diagnostic[], source: TextSource, encoding: Encoding): LspItem[] {
  return list.map((one): LspItem => {
    const { text: _line, ...place } = source.place(uri, one.range, encoding) ?? { path };
    return {
      ...place,
      severity: SEVERITIES[one.severity ?? 1] ?? 'error',
      text: one.message.trim(),
      ...(one.code !== undefined && { code: String(one.code) }),
      ...(one.source && { source: one.source }),
    };
  });
}

export function symbolItems(answer: unknown, uri: string, source: TextSource, encoding: Encoding): LspItem[] {
  const walk = (list: readonly (DocumentSymbol | SymbolInformation)[], container: string): LspItem[] =>
    list.flatMap((symbol) => {
      const inner = 'selectionRange' in symbol;
      const range = inner ? symbol.selectionRange : symbol.location.range;
      const place = source.place(
        inner ? uri : symbol.location.uri,
        range ?? { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
        encoding,
      );
      const outer = inner ? container : (symbol.containerName ?? '');
      // some servers qualify names themselves
      const name = outer && !symbol.name.includes('.') ? `${outer}.${symbol.name}` : symbol.name;
      const own: LspItem = { ...place, name, kind: SYMBOL_KINDS[symbol.kind] ?? '' };
      return [own, ...(inner && symbol.children ? walk(symbol.children, name) : [])];
    });
  return walk((answer ?? []) as (DocumentSymbol | SymbolInformation)[], '');
}

export function hoverItems(answer: unknown): LspItem[] {
  const contents = (answer as { contents?: Markup | Markup[] } | null)?.contents;
  const parts = contents === undefined ? [] : Array.isArray(contents) ? contents : [contents];
  const text = parts
    .map((part) => (typeof part === 'string' ? part : part.value))
    .join('\n')
    .replace(/^```\w*\n|\n```$/gm, '')
    .trim()
    .slice(0, MAX_HOVER);
  return text ? [{ text }] : [];
}

export function completionItems(answer: unknown): LspItem[] {
  const list = (Array.isArray(answer) ? answer : ((answer as { items?: CompletionItem[] } | null)?.items ?? [])) as CompletionItem[];
  return [...list]
    .sort((a, b) => ((a.sortText ?? a.label) < (b.sortText ?? b.label) ? -1 : 1))
    .map(({ label, kind, detail }) => ({ name: label.trim(), kind: COMPLETION_KINDS[kind ?? 0] ?? '', ...(detail && { text: detail }) }));
}

export function actionItems(answer: unknown): LspItem[] {
  const list = (answer ?? []) as (CodeAction | Command)[];
  return list.flatMap((one) => {
    if ('disabled' in one && one.disabled) return [];
    return [{ name: one.title, ...('kind' in one && one.kind && { kind: one.kind }) }];
  });
}

/** The answer in words: a line each, `path:line:col  code line`. */
export function toAnswer(operation: LspReading, items: LspItem[], server: string, source: TextSource): LspAnswer {
  if (items.length === 0) return { text: NOTHING[operation] ?? 'Nothing was found.', items, server };
  if (operation === 'hover') return { text: items.map(({ text }) => text).join('\n\n'), items, server };
  const shown = items.slice(0, MAX_ITEMS).map((item) => lineOf(item, source));
  if (items.length > MAX_ITEMS) shown.push(`… and ${items.length - MAX_ITEMS} more`);
  return { text: shown.join('\n'), items, server };
}

/** One item as one line. */
export function lineOf({ path, line, column, name, kind, text, severity, code, source: said }: LspItem, source: TextSource): string {
  const where = path === undefined ? '' : `${source.shown(path)}${line === undefined ? '' : `:${line}:${column}`}`;
  if (severity)
    return `${where}  ${severity}${code ? ` ${code}` : ''}: ${(text ?? '').replace(/\s*\n\s*/g, ' ')}${said ? ` (${said})` : ''}`;
  if (name !== undefined) {
    const what = kind ? `${name} (${kind})` : name;
    const rest = path === undefined && text ? `  ${text.replace(/\s*\n\s*/g, ' ')}` : '';
    return where ? `${where}  ${what}` : `${what}${rest}`;
  }
  return text ? `${where}  ${text}` : where;
}

const NOTHING: Partial<Record<LspReading, string>> = {
  diagnostics: 'No problems.',
  hover: 'The language server knows nothing about this place.',
  definition: 'No definition was found. Is the position on a name?',
  references: 'No references were found. Is the position on a name?',
};

function distinct(items: LspItem[]): LspItem[] {
  const seen = new Set<string>();
  return items.filter(({ path, line, column }) => {
    const key = `${path}:${line}:${column}`;
    return !seen.has(key) && seen.add(key);
  });
}

import { readFileSync } from 'node:fs';
import {
  decodeText,
  detectText,
  factsOf,
  type Logger,
  type LspItem,
  type LspService,
  resolvePath,
  shownPath,
  type ToolCallInfo,
  type ToolOutput,
} from '@ock/kernel';

export interface EditFeedbackOptions {
  service(): Promise<LspService>;
  cwd: string;
  signal: AbortSignal;
  log: Logger;
}

/** ms that an edit may be held up */
const DEADLINE_MS = 3_000;
/** files of one call that are looked at */
const MAX_FILES = 10;
const MAX_BYTES = 1_048_576;
/** errors that the model is told of one edit */
const MAX_ERRORS = 20;
const MAX_MESSAGE = 300;
const PATCHED = /^\*\*\* (?:Add|Update|Delete) File: (.+)$/gm;

/** Before a tool writes files, notes what they hold; after it, adds the errors that are new to what the model is told. */
export class EditFeedback {
  readonly #options: EditFeedbackOptions;

  constructor(options: EditFeedbackOptions) {
    this.#options = options;
  }

  /** Never throws: a call must not fail for want of a server. */
  async before({ tool, input }: ToolCallInfo): Promise<void> {
    if (tool.permission !== 'fs.write' || tool.readOnly) return;
    try {
      const files = namedFiles(input).map((file) => resolvePath(file, this.#options.cwd));
      if (files.length === 0) return;
      const service = await this.#options.service();
      for (const file of files) {
        if (!service.serves(file)) continue;
        const text = textOf(file);
        if (text !== 'unreadable') service.before(file, text?.text);
      }
    } catch (error) {
      this.#options.log.debug('not noted before an edit', { error: String(error) });
    }
  }

  async after(output: ToolOutput, { tool }: ToolCallInfo): Promise<ToolOutput> {
    const files = output.metadata?.files_changed?.slice(0, MAX_FILES) ?? [];
    if (output.isError || tool.permission !== 'fs.write' || files.length === 0) return output;
    const service = await this.#options.service();
    const served = files.filter((file) => service.serves(file));
    if (served.length === 0) return output;
    const errors = await service.newErrors(served, DEADLINE_MS, this.#options.signal);
    if (!errors || errors.length === 0) return output;
    const text = `${output.text}\n\nNew errors after this change, as the language server reports them:\n${this.#lines(errors)}`;
    return { ...output, text, metadata: { ...output.metadata, new_errors: errors.length } };
  }

  #lines(errors: readonly LspItem[]): string {
    const lines = errors.slice(0, MAX_ERRORS).map(({ path = '', line, column, code, text = '' }) => {
      const message = text.replace(/\s*\n\s*/g, ' ').slice(0, MAX_MESSAGE);
      return `${shownPath(path, this.#options.cwd)}:${line}:${column}  ${code ? `${code}: ` : ''}${message}`;
    });
    if (errors.length > MAX_ERRORS) lines.push(`… and ${errors.length - MAX_ERRORS} more`);
    return lines.join('\n');
  }
}

/** The files that a call says it writes: by the usual argument, or by the heads of a patch. */
function namedFiles(input: unknown): string[] {
  if (typeof input !== 'object' || input === null) return [];
  const files = Object.entries(input).flatMap(([key, value]) => {
    if (typeof value !== 'string') return [];
    if (key === 'filePath') return [value];
    return /^\*\*\* Begin Patch/m.test(value) ? [...value.matchAll(PATCHED)].map((match) => (match[1] ?? '').trim()) : [];
  });
  return files.slice(0, MAX_FILES);
}

/** @returns undefined when there is no such file */
function textOf(file: string): { text: string } | 'unreadable' | undefined {
  const facts = factsOf(file);
  if (!facts) return undefined;
  if (!facts.isFile() || facts.size > MAX_BYTES) return 'unreadable';
  const bytes = readFileSync(file);
  const form = detectText(bytes);
  return form ? { text: decodeText(bytes, form) } : 'unreadable';
}

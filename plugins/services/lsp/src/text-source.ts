import { isSecretPath, shownPath } from '@ock/kernel';
import { readText, toPath } from './documents.ts';
import { type Encoding, linesOf, toColumn, toIndex } from './positions.ts';
import type { Range } from './protocol.ts';

/** characters of a code line that are shown */
const MAX_LINE = 200;

export interface Place {
  path: string;
  line: number;
  column: number;
  end_line: number;
  end_column: number;
  text?: string;
}

/** Turns a server's places into ours. Lines of files are shown only where the file may be read without asking: in the workspace, and no secrets. */
export class TextSource {
  readonly #workspace: string;
  readonly #cwd: string;
  readonly #lines = new Map<string, string[] | undefined>();

  constructor(workspace: string, cwd: string) {
    this.#workspace = workspace;
    this.#cwd = cwd;
  }

  /** @returns undefined for what is no file here */
  place(uri: string, range: Range, encoding: Encoding): Place | undefined {
    const path = toPath(uri);
    if (path === undefined) return undefined;
    const lines = this.#linesOf(path);
    const column = (line: number, character: number): number => {
      const content = lines?.[line];
      return content === undefined ? character + 1 : toColumn(content, toIndex(content, character, encoding));
    };
    const text = this.#mayShow(path) ? lines?.[range.start.line]?.trim().slice(0, MAX_LINE) : undefined;
    return {
      path,
      line: range.start.line + 1,
      column: column(range.start.line, range.start.character),
      end_line: range.end.line + 1,
      end_column: column(range.end.line, range.end.character),
      ...(text && { text }),
    };
  }

  shown(path: string): string {
    return shownPath(path, this.#cwd);
  }

  /** Does it lie in the workspace? */
  isInside(path: string): boolean {
    return path.startsWith(`${this.#workspace}/`);
  }

  #mayShow(path: string): boolean {
    return this.isInside(path) && !isSecretPath(path);
  }

  #linesOf(path: string): string[] | undefined {
    if (!this.#lines.has(path)) {
      let lines: string[] | undefined;
      try {
        lines = linesOf(readText(path));
      } catch {
        lines = undefined; // it is gone, or no text: positions are told without it
      }
      this.#lines.set(path, lines);
    }
    return this.#lines.get(path);
  }
}

import type { Translate } from '@ock/kernel';
import { lineText, wrapLine } from '../screen/spans.ts';
import type { Theme } from '../theme/theme.ts';
import { outputLines } from './call-view.ts';

export interface KeptOutput {
  /** the line that it belongs to, as it was shown */
  line: string;
  output: string;
  /** lines that stand above the output, ready to be shown */
  nested?: readonly string[];
}

/** lines of an output that are shown whole when it is asked for */
const EXPANDED_LINES = 1_000;
/** outputs that can still be shown whole */
const KEPT = 30;

/** What was shown in part, to be shown whole. */
export class KeptOutputs {
  readonly #o: { theme: Theme; t: Translate; width(): number };
  /** newest last */
  readonly #outputs: KeptOutput[] = [];

  constructor(options: { theme: Theme; t: Translate; width(): number }) {
    this.#o = options;
  }

  keep(output: KeptOutput): void {
    this.#outputs.push(output);
    if (this.#outputs.length > KEPT) this.#outputs.shift();
  }

  /** The newest that was not shown whole yet; undefined when there is none. */
  take(): string[] | undefined {
    const last = this.#outputs.pop();
    if (!last) return undefined;
    const lines = outputLines(last.output);
    const { theme, t, width } = this.#o;
    const shown = lines
      .slice(0, EXPANDED_LINES)
      .flatMap((line) => wrapLine([{ text: line }], width() - 4).map((part) => `  ${lineText(part)}`));
    if (lines.length > EXPANDED_LINES)
      shown.push(`  ${theme.paint('dim', t('frontend-repl.more_lines', { count: lines.length - EXPANDED_LINES }))}`);
    return [last.line, ...(last.nested ?? []), ...shown];
  }
}

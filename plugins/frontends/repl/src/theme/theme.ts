import type { SlashStyle, ThemeColor, ThemeContribution, ThemeRole } from '@ock/kernel';
import type { Span } from '../screen/spans.ts';
import type { ColorDepth } from './color-depth.ts';
import { colorSgr, isColor } from './sgr.ts';

/** What is used where a theme says nothing: the terminal's own colours, which fit every background. */
const DEFAULTS: Readonly<Record<ThemeRole, ThemeColor>> = {
  text: 'default',
  dim: 'default',
  accent: 'cyan',
  success: 'green',
  warning: 'yellow',
  error: 'red',
  added: 'green',
  removed: 'red',
  addedWord: 'green',
  removedWord: 'red',
  heading: 'cyan',
  link: 'blue',
  code: 'cyan',
  quote: 'default',
  border: 'default',
  prompt: 'cyan',
  keyword: 'magenta',
  string: 'green',
  number: 'yellow',
  comment: 'default',
  function: 'blue',
  type: 'cyan',
};
/** weights that go with a role, also where a terminal has no colours but bold and faint */
const WEIGHTS: Partial<Record<ThemeRole, string>> = { heading: '1', link: '4', addedWord: '7', removedWord: '7' };
/** shown faint unless the theme has a colour for them */
const FAINT: ReadonlySet<ThemeRole> = new Set(['dim', 'quote', 'border', 'comment']);

export type Colors = ThemeContribution['colors'];

/** Roles → SGR, for one terminal. */
export class Theme {
  readonly depth: ColorDepth;
  readonly #sgr = new Map<ThemeRole, string>();
  #colors: Colors = {};

  constructor(depth: ColorDepth, colors: Colors = {}) {
    this.depth = depth;
    this.use(colors);
  }

  /** Other colours from now on. */
  use(colors: Colors): void {
    this.#colors = colors;
    this.#sgr.clear();
  }

  /** Parameters of SGR; empty where there are no colours. */
  sgr(role: ThemeRole): string {
    if (this.depth === 0) return '';
    let known = this.#sgr.get(role);
    if (known === undefined) {
      const own = this.#colors[role];
      const color = colorSgr(own ?? DEFAULTS[role], this.depth);
      const faint = FAINT.has(role) && own === undefined ? '2' : '';
      known = [faint, WEIGHTS[role], color].filter(Boolean).join(';');
      this.#sgr.set(role, known);
    }
    return known;
  }

  span(role: ThemeRole, text: string, more = ''): Span {
    const sgr = [this.sgr(role), this.depth ? more : ''].filter(Boolean).join(';');
    return sgr ? { text, sgr } : { text };
  }

  paint(role: ThemeRole, text: string): string {
    return this.#wrapped(this.sgr(role), text);
  }

  bold(text: string): string {
    return this.#wrapped(this.depth ? '1' : '', text);
  }

  /** What slash commands and older code paint with. */
  get style(): SlashStyle {
    return {
      bold: (text) => this.bold(text),
      dim: (text) => this.paint('dim', text),
      red: (text) => this.paint('error', text),
      green: (text) => this.paint('success', text),
      yellow: (text) => this.paint('warning', text),
      cyan: (text) => this.paint('accent', text),
    };
  }

  #wrapped(sgr: string, text: string): string {
    return sgr === '' || text === '' ? text : `\x1b[${sgr}m${text}\x1b[0m`;
  }
}

/** Roles of a user's table that have a colour; `problem` is told of the others. */
export function readColors(table: Readonly<Record<string, unknown>>, problem: (key: string) => void): Colors {
  const colors: Record<string, ThemeColor> = {};
  for (const [role, color] of Object.entries(table)) {
    if (role === 'base') continue;
    if (role in DEFAULTS && isColor(color)) colors[role] = color;
    else problem(role);
  }
  return colors;
}

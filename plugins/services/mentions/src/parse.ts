/** characters of a prompt that are looked through */
const MAX_TEXT = 200_000;
const MAX_MENTIONS = 20;
/** in front of it nothing of a word may stand: that is an address */
const MENTION =
  /(?<![\p{L}\p{N}_.`@/\\-])@(?:"([^"\n]+)"|((?:https?:\/\/)?[^\s"'`<>()[\]{},;|@]+))(?:(?<=")(#L?\d+(?:-L?\d+)?|:\d+(?:-\d+)?))?/gu;

/** A mention as it was written. */
export interface Written {
  /** with `@` */
  text: string;
  /** without it, and without quotes */
  name: string;
  /** behind quotes */
  range?: string;
}

/** What is written as a mention outside code, each once; files that were given with the prompt are not looked into. */
export function writtenMentions(text: string): Written[] {
  const prose = text
    .slice(0, MAX_TEXT)
    .replace(/^<file path=[\s\S]*?^<\/file>/gm, '')
    .replace(/^(```|~~~)[\s\S]*?^\1[^\n]*$/gm, '')
    .replace(/`[^`\n]*`/g, '');
  const found = new Map<string, Written>();
  for (const [whole, quoted, plain, range] of prose.matchAll(MENTION)) {
    const name = quoted ?? (plain ?? '').replace(/[.,:;!?]+$/, '');
    if (name === '' || found.size >= MAX_MENTIONS) continue;
    const written = quoted === undefined ? `@${name}` : whole;
    found.set(written, { text: written, name, ...(range && { range }) });
  }
  return [...found.values()];
}

/** Lines from and to, both included. */
export interface Lines {
  from: number;
  to: number;
}

/** `path#L10-20`, `path#L10`, `path:10-20`, `path:10` as path and lines. */
export function withLines(name: string): { path: string; lines?: Lines } {
  const match = /^(.*?)(?:#L?(\d+)(?:-L?(\d+))?|:(\d+)(?:-(\d+))?)$/.exec(name);
  if (!match) return { path: name };
  const from = Math.max(1, Number(match[2] ?? match[4]));
  const to = Number(match[3] ?? match[5] ?? from);
  return { path: match[1] ?? name, lines: { from: Math.min(from, to || from), to: Math.max(from, to || from) } };
}

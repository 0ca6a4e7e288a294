/** A quoted string or fenced block of a prompt: `raw` as typed, `text` without its quotes. */
export interface Quote {
  raw: string;
  text: string;
  /** true: a fenced code block */
  block: boolean;
}

/** One request of a person, ready for matching: quoted parts stand in `text` as ⟦0⟧, ⟦1⟧ … so that their words never match. */
export interface Phrase {
  text: string;
  quotes: readonly Quote[];
}

const FENCE = /(^|\n)[ \t]*(`{3,}|~{3,})[^\n]*\n([\s\S]*?)\n?[ \t]*\2[ \t]*(?=\n|$)/g;
const QUOTED = /"((?:\\.|[^"\\])*)"|“([^”]*)”|‘([^’]*)’|«([^»]*)»|`([^`\n]+)`|(?<![\w'])'([^'\n]+)'(?!\w)/g;
const LEADING =
  /^(?:>|hey|hi|hello|ok|okay|well|now|then|next|first|finally|also|and|so|please|pls|kindly|just|go ahead and|(?:could|can|would|will) you|i(?:'d| would) like you to|i (?:want|need) you to|let'?s|let us|try to|help me)(?![\w'])[,:]?\s*/i;
const TRAILING = /(?:,?\s+(?:again|once more|one more time|now|please|pls|for me|thanks|thank you|too|right away|right now))$/i;

/** Takes the quoted parts out of a prompt. */
export function mask(prompt: string): Phrase {
  const quotes: Quote[] = [];
  const keep = (raw: string, text: string, block: boolean): string => `⟦${quotes.push({ raw, text, block }) - 1}⟧`;
  const text = prompt
    .replace(/[⟦⟧]/g, '')
    .replace(/\r\n/g, '\n')
    .replace(FENCE, (raw: string, start: string, _fence: string, body: string) => start + keep(raw, body, true))
    .replace(QUOTED, (raw: string, double?: string, ...others: (string | undefined)[]) =>
      keep(
        raw,
        double === undefined ? (others.slice(0, 5).find((other) => other !== undefined) ?? '') : double.replace(/\\(["\\])/g, '$1'),
        false,
      ),
    );
  return { text, quotes };
}

/** Drops politeness, a closing full stop and words such as "again", which change nothing about what is asked. */
export function clean(phrase: Phrase): Phrase {
  let text = phrase.text.replace(/\s+/g, ' ').trim();
  for (let before = ''; before !== text; ) {
    before = text;
    text = text.replace(LEADING, '').trim();
    if (!text) text = before;
    text = text.replace(/(?<=[\w⟧)/*])[.!?,;:…]+$|\s+[!?…]+$/u, '');
    const shorter = text.replace(TRAILING, '');
    if (shorter) text = shorter;
    if (text === before) break;
  }
  return { text, quotes: phrase.quotes };
}

/** Puts the quoted parts back: a text that is one quoted part becomes its content, any other gets them back as typed. */
export function unmask(text: string, quotes: readonly Quote[]): string {
  const whole = /^⟦(\d+)⟧$/.exec(text);
  if (whole) return quotes[Number(whole[1])]?.text ?? '';
  return text.replace(/⟦(\d+)⟧/g, (_, index: string) => quotes[Number(index)]?.raw ?? '');
}

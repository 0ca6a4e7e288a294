import { contextReport, formatOf, type Slash, type Translate } from '@ock/kernel';

const BAR = 20;

/** What takes how many tokens. */
export function createContext(t: Translate): Slash {
  return {
    async run({ talk, line, table, style }) {
      const { current } = talk;
      if (!current) return line(t('slash-context.nothing'));
      await current.readView();
      const { parts, used, context } = contextReport(current);
      const row = (key: string, tokens: number) => [
        t(`slash-context.${key}`),
        formatOf(t).number(tokens),
        bar(tokens / Math.max(1, context ?? used), t),
      ];
      table([
        ...parts.filter(({ tokens }) => tokens > 0).map(({ key, tokens }) => row(key, tokens)),
        row('used', used),
        ...(context === undefined ? [] : [row('free', Math.max(0, context - used))]),
      ]);
      if (context === undefined) line(style.dim(t('slash-context.unknown', { model: current.model })));
    },
  };
}

function bar(part: number, t: Translate): string {
  const share = Math.min(1, part);
  return `${'#'.repeat(Math.round(share * BAR))} ${formatOf(t).percent(share)}`.trim();
}

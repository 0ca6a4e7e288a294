import { contextReport, type Slash, type Translate } from '@ock/kernel';

const BAR = 20;

/** What takes how many tokens. */
export function createContext(t: Translate): Slash {
  return {
    async run({ kernel, talk, line, table, style }) {
      const { current } = talk;
      if (!current) return line(t('slash-context.nothing'));
      await current.readView();
      const { parts, used, context } = contextReport(current);
      const row = (key: string, tokens: number) => [
        t(`slash-context.${key}`),
        kernel.language.format.number(tokens),
        bar(tokens, context ?? used),
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

function bar(tokens: number, whole: number): string {
  const share = Math.min(1, tokens / Math.max(1, whole));
  return `${'#'.repeat(Math.round(share * BAR))} ${Math.round(share * 100)} %`.trim();
}

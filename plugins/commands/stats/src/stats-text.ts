import { costText, formatOf, inputOf, shareText, type Translate } from '@ock/kernel';
import { table } from '@ock/kernel/command';
import type { Stats } from './gather.ts';
import type { Sum } from './tally.ts';

/** days that are listed when nobody says how many */
const SHOWN_DAYS = 30;

/** The statistics for a person, line by line. */
export function statsText(stats: Stats, t: Translate, show: { models: boolean; tools: boolean; days: number | undefined }): string[] {
  const say = (key: string, values: Record<string, string | number> = {}) => t(`command-stats.${key}`, values);
  const { number, compact: count, duration } = formatOf(t);
  const money = ({ cost_usd, cost_known }: Sum) => costText(cost_usd, cost_known, t);
  const cells = (sum: Sum) => [
    number(sum.sessions),
    number(sum.turns),
    count(sent(sum)),
    shareText(sum.cached_share, t),
    count(sum.usage.output),
    money(sum),
  ];
  const head = ['sessions', 'calls', 'input', 'cached', 'output', 'cost'].map((key) => say(key));
  const lines = [
    say('total', { sessions: stats.sessions, turns: stats.turns, cost: money(stats) }),
    say('tokens', { input: count(sent(stats)), cached: shareText(stats.cached_share, t), output: count(stats.usage.output) }),
  ];
  if (stats.attempts_given_up > 0) lines.push(say('given_up', { count: stats.attempts_given_up }));
  if (stats.turns_without_price > 0) lines.push(say('unpriced', { calls: stats.turns_without_price }));
  const days = show.days === undefined ? stats.by_day.slice(0, SHOWN_DAYS) : stats.by_day;
  lines.push('', ...table([[say('day'), ...head], ...days.map((row) => [row.day, ...cells(row)])]));
  const hidden = stats.by_day.length - days.length;
  if (hidden > 0) lines.push(say('more_days', { count: hidden, days: span(stats.by_day.at(-1)?.day) }));
  if (show.models) lines.push('', ...table([[say('model'), ...head], ...stats.by_model.map((row) => [row.model, ...cells(row)])]));
  if (show.tools && stats.by_tool?.length) {
    const rows = stats.by_tool.map(({ tool, calls, failed, mean_ms }) => [tool, number(calls), number(failed), duration(mean_ms)]);
    lines.push('', ...table([[say('tool'), say('calls'), say('failed'), say('mean')], ...rows]));
  }
  return lines;
}

function sent({ usage }: Sum): number {
  return inputOf(usage);
}

/** Days from then to today, both counted. */
function span(day = ''): number {
  return Math.ceil((Date.now() - new Date(`${day}T00:00`).getTime()) / 86_400_000);
}

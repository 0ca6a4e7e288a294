import { formatOf, sanitizeLine, type Translate } from '@ock/kernel';
import { cutLine, type Line, lineText, lineWidth } from '../screen/spans.ts';
import type { StatusFacts } from '../surface/surface.ts';
import type { Theme } from '../theme/theme.ts';

/** part of the context window from which on it is worth a warning */
const CONTEXT_FULL = 0.8;

/** The facts in one line; where it is too narrow the least telling ones are left out. */
export function statusLine(facts: StatusFacts, queued: number, { theme, t, width }: { theme: Theme; t: Translate; width: number }): string {
  const { agent, model, workMode, mode, sandbox, context, cost, branch, effort } = facts;
  const sandboxPart = (sandbox: string): [rank: number, line: Line] =>
    sandbox === 'off' ? [3, [theme.span('warning', t('frontend-repl.status_no_sandbox'))]] : [6, dim(sandbox)];
  const dim = (text: string): Line => [theme.span('dim', sanitizeLine(text))];
  const percent = context === undefined ? undefined : t('frontend-repl.status_context', { percent: Math.round(context * 100) });
  // in the order they stand, each with how much it matters
  const parts: [rank: number, line: Line][] = [
    [1, [theme.span('accent', sanitizeLine(agent))]],
    ...(workMode === undefined ? [] : [[1, [theme.span('accent', sanitizeLine(workMode))]] as [number, Line]]),
    [2, dim(model)],
    ...(effort === undefined ? [] : [[7, dim(effort)] as [number, Line]]),
    ...(mode === undefined ? [] : [[0, [theme.span('warning', mode)]] as [number, Line]]),
    ...(sandbox === undefined ? [] : [sandboxPart(sandbox)]),
    ...(percent === undefined
      ? []
      : [[3, (context ?? 0) >= CONTEXT_FULL ? [theme.span('warning', percent)] : dim(percent)] as [number, Line]]),
    ...(facts.tokens === undefined
      ? []
      : [[8, dim(t('frontend-repl.status_tokens', { tokens: formatOf(t).compact(facts.tokens) }))] as [number, Line]]),
    ...(cost === undefined ? [] : [[4, dim(cost)] as [number, Line]]),
    ...(branch === undefined ? [] : [[5, dim(`⎇ ${branch}`)] as [number, Line]]),
    ...(queued === 0 ? [] : [[0, [theme.span('accent', t('frontend-repl.status_queue', { count: queued }))]] as [number, Line]]),
  ];
  for (;;) {
    const line = parts.flatMap(([, part], i) => (i === 0 ? part : [theme.span('dim', ' · '), ...part]));
    if (lineWidth(line) <= width || parts.length <= 1) return lineText(cutLine(line, width));
    const worst = parts.reduce((at, [rank], i) => (rank > (parts[at]?.[0] ?? 0) ? i : at), 0);
    parts.splice(worst, 1);
  }
}

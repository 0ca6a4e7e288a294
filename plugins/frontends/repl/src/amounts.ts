/** 950, 4.2k, 1.3M */
export function tokens(count: number): string {
  if (count < 1000) return String(count);
  if (count < 999_500) return `${trim((count / 1000).toFixed(count < 9950 ? 1 : 0))}k`;
  return `${trim((count / 1e6).toFixed(1))}M`;
}

/** US dollars with as many digits as mean something. */
export function dollars(amount: number): string {
  if (amount === 0) return '$0';
  return amount < 0.0001 ? '<$0.0001' : `$${amount.toFixed(amount < 1 ? 4 : 2)}`;
}

/** 12 ms, 3.4 s, 2 min 5 s */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${trim((ms / 1000).toFixed(1))} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

function trim(text: string): string {
  return text.replace(/\.0$/, '');
}

/** ms the server asks to wait: `retry-after-ms`, `retry-after` (seconds or a date), or "try again in 1.5s" in its text. */
export function retryAfterMs(headers: Readonly<Record<string, string>>, text = '', now = Date.now()): number | undefined {
  const ms = Number.parseFloat(headers['retry-after-ms'] ?? '');
  if (ms >= 0) return Math.ceil(ms);
  const after = headers['retry-after']?.trim() ?? '';
  if (/^\d+(\.\d+)?$/.test(after)) return Math.ceil(Number(after) * 1000);
  const date = after === '' ? Number.NaN : Date.parse(after);
  if (!Number.isNaN(date)) return Math.max(0, date - now);
  const [, amount, unit] = /(?:try again|retry) (?:in|after) (\d+(?:\.\d+)?) ?(ms|s|m)(?:\b|\d|ec|in)/i.exec(text) ?? [];
  if (amount === undefined) return undefined;
  return Math.ceil(Number(amount) * (unit?.toLowerCase() === 'ms' ? 1 : unit?.toLowerCase() === 's' ? 1000 : 60_000));
}

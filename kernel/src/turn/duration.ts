import { KernelError } from '../runtime/errors.ts';

const UNIT_MS: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** "90", "90s", "5m", "1h30m", "500ms" → ms; a bare number is seconds. @throws OC_INPUT */
export function parseDuration(text: string): number {
  const trimmed = text.trim();
  if (/^\d+(\.\d+)?$/.test(trimmed)) return Number(trimmed) * 1000;
  const parts = [...trimmed.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)];
  const whole = parts.map(([all]) => all).join('');
  if (parts.length === 0 || whole !== trimmed) throw new KernelError('OC_INPUT', { because: 'reason.no_duration', text });
  return parts.reduce((sum, [, n, unit]) => sum + Number(n) * (UNIT_MS[unit as string] ?? 0), 0);
}

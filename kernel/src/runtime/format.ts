/** Amounts and times as the language writes them (CLDR, through Node's `Intl`). */
export interface Format {
  /** @param digits after the decimal sign, at most; default 0 */
  number(value: number, digits?: number): string;
  /** 1,234 as `1.2K` */
  compact(value: number): string;
  /** @param share 0 to 1 */
  percent(share: number): string;
  /** US dollars; small amounts with the digits that tell them apart from nothing */
  dollars(value: number): string;
  /** @param time ms since 1970 */
  date(time: number): string;
  dateTime(time: number): string;
  /** `3 minutes ago`. @param time ms since 1970 */
  ago(time: number, now?: number): string;
  list(items: readonly string[]): string;
}

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 365 * 86_400_000],
  ['month', 30 * 86_400_000],
  ['week', 7 * 86_400_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];
/** dollars below which four digits are shown */
const SMALL = 1;

/** @param tag BCP 47 */
export function createFormat(tag: string): Format {
  const numbers = new Map<string, Intl.NumberFormat>();
  const number = (options: Intl.NumberFormatOptions): Intl.NumberFormat => {
    const key = JSON.stringify(options);
    const made = numbers.get(key) ?? new Intl.NumberFormat(tag, options);
    numbers.set(key, made);
    return made;
  };
  return {
    number: (value, digits = 0) => number({ maximumFractionDigits: digits }).format(value),
    compact: (value) => number({ notation: 'compact', maximumFractionDigits: 1 }).format(value),
    percent: (share) => number({ style: 'percent', maximumFractionDigits: 0 }).format(share),
    dollars: (value) =>
      number({ style: 'currency', currency: 'USD', currencyDisplay: 'narrowSymbol', maximumFractionDigits: value < SMALL ? 4 : 2 }).format(
        value,
      ),
    date: (time) => new Intl.DateTimeFormat(tag, { dateStyle: 'medium' }).format(time),
    dateTime: (time) => new Intl.DateTimeFormat(tag, { dateStyle: 'medium', timeStyle: 'short' }).format(time),
    ago(time, now = Date.now()) {
      const relative = new Intl.RelativeTimeFormat(tag, { numeric: 'auto' });
      const [unit, ms] = STEPS.find(([, step]) => Math.abs(now - time) >= step) ?? ['second', 1_000];
      return relative.format(Math.trunc((time - now) / ms), unit as Intl.RelativeTimeFormatUnit);
    },
    list: (items) => new Intl.ListFormat(tag, { type: 'conjunction' }).format(items),
  };
}

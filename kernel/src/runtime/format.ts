/** Amounts and times as the language writes them (CLDR, through Node's `Intl`). */
export interface Format {
  /** @param digits after the decimal sign, at most; default 0 */
  number(value: number, digits?: number): string;
  /** 1,234 as `1.2K`, in the language's own steps */
  compact(value: number): string;
  /** @param share 0 to 1 */
  percent(share: number): string;
  /** US dollars; small amounts with the digits that tell them apart from nothing */
  dollars(value: number): string;
  /** `12 ms`, `3.4 s`, `2 min 5 s`. @param ms length of time */
  duration(ms: number): string;
  /** a size, in thousands of bytes and thousands of these */
  bytes(value: number): string;
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
/** dollars that four digits can tell from nothing */
const LEAST = 0.0001;
const SIZES = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;
/** CLDR spells these out in English; everybody reads the signs */
const SIGNS: Readonly<Record<string, string>> = { millisecond: 'ms', second: 's', minute: 'min' };
/** marks of direction: a terminal is never given any, and orders what it shows by itself */
const MARKS = /[\u061c\u200e\u200f]/g;

/** @param tag BCP 47 */
export function createFormat(tag: string): Format {
  const numbers = new Map<string, Intl.NumberFormat>();
  const number = (options: Intl.NumberFormatOptions): Intl.NumberFormat => {
    const key = JSON.stringify(options);
    const made = numbers.get(key) ?? new Intl.NumberFormat(tag, options);
    numbers.set(key, made);
    return made;
  };
  const plain = (text: string) => text.replace(MARKS, '');
  const unit = (value: number, name: string, digits = 0): string => {
    const sign = tag.startsWith('en') ? SIGNS[name] : undefined;
    if (sign !== undefined) return `${number({ maximumFractionDigits: digits }).format(value)} ${sign}`;
    return number({ style: 'unit', unit: name, unitDisplay: 'narrow', maximumFractionDigits: digits }).format(value);
  };
  const dollars = (value: number): string => {
    if (value > 0 && value < LEAST) return `<${dollars(LEAST)}`;
    const digits = value < SMALL ? 4 : 2;
    const options = { style: 'currency', currency: 'USD', currencyDisplay: 'narrowSymbol', maximumFractionDigits: digits } as const;
    return plain(number(options).format(value));
  };
  return {
    number: (value, digits = 0) => number({ maximumFractionDigits: digits }).format(value),
    compact: (value) => number({ notation: 'compact', maximumFractionDigits: 1 }).format(value),
    percent: (share) => plain(number({ style: 'percent', maximumFractionDigits: 0 }).format(share)),
    dollars,
    duration(ms) {
      if (ms < 1000) return unit(Math.round(ms), 'millisecond');
      if (ms < 59_950) return unit(ms / 1000, 'second', 1);
      const seconds = Math.round(ms / 1000);
      return `${unit(Math.floor(seconds / 60), 'minute')} ${unit(seconds % 60, 'second')}`;
    },
    bytes(value) {
      const step = Math.min(SIZES.length - 1, Math.floor(Math.log10(Math.max(1, value)) / 3));
      const options = {
        style: 'unit',
        unit: SIZES[step] as string,
        unitDisplay: 'short',
        maximumFractionDigits: step > 1 ? 1 : 0,
      } as const;
      return number(options).format(value / 1000 ** step);
    },
    date: (time) => plain(new Intl.DateTimeFormat(tag, { dateStyle: 'medium' }).format(time)),
    dateTime: (time) => plain(new Intl.DateTimeFormat(tag, { dateStyle: 'medium', timeStyle: 'short' }).format(time)),
    ago(time, now = Date.now()) {
      const relative = new Intl.RelativeTimeFormat(tag, { numeric: 'auto' });
      const [unit, ms] = STEPS.find(([, step]) => Math.abs(now - time) >= step) ?? ['second', 1_000];
      return relative.format(Math.trunc((time - now) / ms), unit as Intl.RelativeTimeFormatUnit);
    },
    list: (items) => new Intl.ListFormat(tag, { type: 'conjunction' }).format(items),
  };
}

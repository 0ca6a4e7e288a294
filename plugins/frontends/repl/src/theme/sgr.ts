import type { ThemeColor } from '@ock/kernel';
import type { ColorDepth } from './color-depth.ts';

const NAMES = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'];
/** the six levels of a channel in the 256-colour cube */
const LEVELS = [0, 95, 135, 175, 215, 255];
/** what terminals show for their own 16 colours, roughly */
const SIXTEEN: readonly (readonly [number, number, number])[] = [
  [0, 0, 0],
  [205, 49, 49],
  [13, 188, 121],
  [229, 229, 16],
  [36, 114, 200],
  [188, 63, 188],
  [17, 168, 205],
  [229, 229, 229],
  [102, 102, 102],
  [241, 76, 76],
  [35, 209, 139],
  [245, 245, 67],
  [59, 142, 234],
  [214, 112, 214],
  [41, 184, 219],
  [255, 255, 255],
];

/** Parameters of SGR for a colour, in the colours the terminal has. Empty: its default, or a colour that does not exist. */
export function colorSgr(color: ThemeColor, depth: ColorDepth, background = false): string {
  if (depth === 0) return '';
  const base = background ? 48 : 38;
  if (typeof color === 'number') return depth === 4 ? sixteen(nearest16(paletteRgb(color)), background) : `${base};5;${color}`;
  if (!color.startsWith('#')) {
    const bright = /^bright(?=[A-Z])/.test(color);
    const at = NAMES.indexOf(bright ? color.slice(6).toLowerCase() : color.toLowerCase());
    return at < 0 ? '' : sixteen(bright ? at + 8 : at, background);
  }
  const rgb = [1, 3, 5].map((from) => Number.parseInt(color.slice(from, from + 2), 16)) as [number, number, number];
  if (rgb.some(Number.isNaN)) return '';
  if (depth === 24) return `${base};2;${rgb.join(';')}`;
  return depth === 8 ? `${base};5;${nearest256(rgb)}` : sixteen(nearest16(rgb), background);
}

/** Whether it is a colour that a theme may name. */
export function isColor(color: unknown): color is ThemeColor {
  if (typeof color === 'number') return Number.isInteger(color) && color >= 0 && color <= 255;
  return (
    typeof color === 'string' &&
    (color === 'default' || colorSgr(color, 24) !== '') &&
    (!color.startsWith('#') || /^#[0-9a-f]{6}$/i.test(color))
  );
}

function sixteen(at: number, background: boolean): string {
  return String((at < 8 ? 30 + at : 82 + at) + (background ? 10 : 0));
}

function paletteRgb(number: number): [number, number, number] {
  if (number < 16) return [...(SIXTEEN[number] as [number, number, number])];
  if (number >= 232) {
    const grey = 8 + (number - 232) * 10;
    return [grey, grey, grey];
  }
  const cube = number - 16;
  return [LEVELS[Math.floor(cube / 36)], LEVELS[Math.floor(cube / 6) % 6], LEVELS[cube % 6]] as [number, number, number];
}

function nearest256([red, green, blue]: readonly [number, number, number]): number {
  const step = (value: number) =>
    LEVELS.reduce((best, level, at) => (Math.abs(level - value) < Math.abs((LEVELS[best] ?? 0) - value) ? at : best), 0);
  const [r, g, b] = [step(red), step(green), step(blue)];
  const cube: [number, number, number] = [LEVELS[r] ?? 0, LEVELS[g] ?? 0, LEVELS[b] ?? 0];
  const grey = Math.max(0, Math.min(23, Math.round(((red + green + blue) / 3 - 8) / 10)));
  const tone: [number, number, number] = [8 + grey * 10, 8 + grey * 10, 8 + grey * 10];
  return distance(tone, [red, green, blue]) < distance(cube, [red, green, blue]) ? 232 + grey : 16 + 36 * r + 6 * g + b;
}

function nearest16(rgb: readonly [number, number, number]): number {
  return SIXTEEN.reduce(
    (best, tone, at) => (distance(tone, rgb) < distance(SIXTEEN[best] as [number, number, number], rgb) ? at : best),
    0,
  );
}

function distance(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, at) => sum + (value - (b[at] ?? 0)) ** 2, 0);
}

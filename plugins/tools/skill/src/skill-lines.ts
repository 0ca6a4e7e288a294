import type { Skill } from '@ock/kernel';

/** bytes that all of them together cost every request */
const MAX_BYTES = 2_048;
/** characters of a description, tried in this order until all fit */
const WIDTHS = [1_024, 400, 240, 160, 100, 60, 30];

/** A line for each skill. Of many, the descriptions are cut alike; of very many, only the first are named. */
export function skillLines(skills: readonly Pick<Skill, 'name' | 'description'>[]): string[] {
  for (const width of WIDTHS) {
    const lines = skills.map(({ name, description }) => `- ${name}: ${clip(description, width)}`);
    if (bytes(lines) <= MAX_BYTES) return lines;
  }
  const names = skills.map(({ name }) => `- ${name}`);
  if (bytes(names) <= MAX_BYTES) return names;
  let count = names.length;
  const cut = () => [...names.slice(0, count), `- (${names.length - count} more)`];
  while (count > 0 && bytes(cut()) > MAX_BYTES) count--;
  return cut();
}

function clip(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width).trimEnd()}…`;
}

function bytes(lines: readonly string[]): number {
  return Buffer.byteLength(lines.join('\n'));
}

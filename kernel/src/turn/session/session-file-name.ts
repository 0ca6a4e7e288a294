import type { Session } from '@ock/schemas';

/** characters of the id in the name */
const SHORT = 8;

/** `session_{YYYY-MM-DD_HH-MM-SS}_{short id}.json`, with the time the session was created here. It stays the same as long as the session is kept. */
export function sessionFileName({ id, created_at }: Pick<Session, 'id' | 'created_at'>, extension: 'json' | 'md' | 'html'): string {
  const date = new Date(created_at);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join('-');
  return `session_${day}_${time}_${id.slice(-SHORT).toLowerCase()}.${extension}`;
}

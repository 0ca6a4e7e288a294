import type { ModelTarget } from '../kinds/model.ts';

/** The target's own headers and the one that carries its key. */
export function modelHeaders(target: ModelTarget): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(target.headers)) headers[name.toLowerCase()] = value;
  const key = target.apiKey?.trim();
  if (!key || target.auth.type === 'none') return headers;
  if (target.auth.type === 'bearer') headers.authorization = `Bearer ${key}`;
  else headers[target.auth.name.toLowerCase()] = `${target.auth.prefix ?? ''}${key}`;
  return headers;
}

/** Appends `path` to a base URL, before its query; a base that already ends in it stays as it is. */
export function endpoint(baseUrl: string, path: string): string {
  const [, base = '', query = ''] = /^([^?#]*)(\?[^#]*)?/.exec(baseUrl.trim()) ?? [];
  const trimmed = base.replace(/\/+$/, '');
  return (trimmed.endsWith(path) ? trimmed : trimmed + path) + query;
}

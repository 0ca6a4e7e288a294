import type { Because } from '@ock/kernel';

/** A reason in both forms. */
export interface Told {
  /** English, for the model */
  readonly reason: string;
  /** the same for people */
  readonly because: Because;
}

/**
 * @param key of the catalogue, without the plugin's name. @param english what the catalogue says there, or what the model is told instead;
 * `{name}` is replaced by the argument
 */
export function told(key: string, english: string, args?: Record<string, string | Because>): Told {
  const reason = args ? english.replace(/\{(\w+)\}/g, (all, name: string) => (typeof args[name] === 'string' ? args[name] : all)) : english;
  return { reason, because: { key: `policy-rules.${key}`, ...(args && { args }) } };
}

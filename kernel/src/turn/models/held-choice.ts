import type { Kernel } from '../../runtime/kernel.ts';

/** What was asked for; undefined where the administrator's file decides that key, so that the configured value counts. */
export function heldChoice<T>(
  kernel: Kernel,
  key: 'agent' | 'model' | 'effort' | 'fallback' | 'permissions.mode',
  wanted: T | undefined,
): T | undefined {
  return kernel.config.origin(key)?.layer === 'managed' ? undefined : wanted;
}

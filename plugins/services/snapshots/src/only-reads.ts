import type { ToolCallInfo } from '@ock/kernel';

/** Does this call certainly change no file? When in doubt, no: then the workspace is compared before and after. */
export function onlyReads({ tool, input, onlyReads: judged }: ToolCallInfo): boolean {
  if (tool.readOnly || judged) return true;
  const chosen = ((input ?? {}) as Record<string, unknown>)[tool.readOnlyWhen?.argument ?? ''];
  return typeof chosen === 'string' && (tool.readOnlyWhen?.values.includes(chosen) ?? false);
}

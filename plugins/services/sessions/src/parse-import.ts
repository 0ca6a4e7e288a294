import { KernelError } from '@ock/kernel';
import type { z } from 'zod';

/** @throws OC_IMPORT_INVALID naming the first place that does not fit */
export function parseImport<T>(schema: z.ZodType<T>, data: unknown): T {
  const { success, data: value, error } = schema.safeParse(data);
  if (success) return value;
  const [issue] = error.issues;
  throw new KernelError('OC_IMPORT_INVALID', { message: issue ? `${jsonPath(issue.path)}: ${issue.message}` : error.message });
}

/** `messages[3].parts[0].text`; the whole document is `(top)`. */
function jsonPath(path: readonly PropertyKey[]): string {
  const text = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`)).join('');
  return text === '' ? '(top)' : text.replace(/^\./, '');
}

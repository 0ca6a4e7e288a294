import { KernelError } from '@ock/kernel';

/** What is used of a zod schema, so that nothing here loads zod. */
interface Schema<T> {
  safeParse(
    data: unknown,
  ):
    | { success: true; data: T }
    | { success: false; error: { message: string; issues: readonly { path: readonly PropertyKey[]; message: string }[] } };
}

/** @throws OC_IMPORT_INVALID naming the first place that does not fit */
export function parseImport<T>(schema: Schema<T>, data: unknown): T {
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new KernelError('OC_IMPORT_INVALID', { message: issue ? `${jsonPath(issue.path)}: ${issue.message}` : parsed.error.message });
}

/** `messages[3].parts[0].text`; the whole document is `(top)`. */
function jsonPath(path: readonly PropertyKey[]): string {
  const text = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`)).join('');
  return text === '' ? '(top)' : text.replace(/^\./, '');
}

import type { ElicitRequest, ElicitResult } from '@modelcontextprotocol/sdk/types.js';
import { KernelError, type Question, type ToolContext, type Translate } from '@ock/kernel';
import { plainText } from './plain-schema.ts';

/** fields of one question, choices of one field, and characters of one text: more is no question to a person */
const MAX_FIELDS = 20;
const MAX_CHOICES = 50;
const MAX_TEXT = 2_000;

interface Field {
  type?: string;
  title?: string;
  description?: string;
  enum?: string[];
  enumNames?: string[];
  oneOf?: { const: string; title?: string }[];
  items?: { enum?: string[]; anyOf?: { const: string; title?: string }[] };
  default?: unknown;
}

/**
 * A server's question to the person: first whether to answer at all, then field by field. Nobody there, or no call of ours running, declines; an
 * answer that does not fit its field cancels.
 */
export async function elicit(
  server: string,
  params: ElicitRequest['params'],
  call: ToolContext | undefined,
  t: Translate,
): Promise<ElicitResult> {
  if (!call || !('requestedSchema' in params)) return { action: 'decline' };
  const fields = Object.entries(params.requestedSchema.properties as Record<string, Field>);
  if (fields.length > MAX_FIELDS || fields.some(([, field]) => choices(field).length > MAX_CHOICES)) return { action: 'decline' };
  const yes = t('bridge-mcp.answer');
  const consent: Question = {
    question: t('bridge-mcp.asks', { server, message: plainText(params.message, MAX_TEXT) }),
    header: server,
    options: [{ label: yes }, { label: t('bridge-mcp.decline') }],
  };
  try {
    const [agreed = []] = await call.ask([consent]);
    if (agreed[0] !== yes) return { action: 'decline' };
    if (fields.length === 0) return { action: 'accept', content: {} };
    const answers = await call.ask(fields.map(([name, field]) => questionFor(server, name, field, t)));
    const required = new Set(params.requestedSchema.required ?? []);
    const content: Record<string, string | number | boolean | string[]> = {};
    for (const [at, [name, field]] of fields.entries()) {
      const given = (answers[at] ?? []).filter((text) => text.trim() !== '');
      if (given.length === 0) {
        if (required.has(name) && field.default === undefined) return { action: 'cancel' };
        continue;
      }
      const value = fieldValue(field, given);
      if (value === undefined) return { action: 'cancel' };
      content[name] = value;
    }
    return { action: 'accept', content };
  } catch (error) {
    if (error instanceof KernelError && error.code === 'OC_NO_PERSON') return { action: 'decline' };
    return { action: 'cancel' };
  }
}

function questionFor(server: string, name: string, field: Field, t: Translate): Question {
  const about = [field.title ?? name, field.description].filter(Boolean).join(': ');
  const fallback = field.default === undefined ? '' : ` (${JSON.stringify(field.default)})`;
  const labels =
    field.type === 'boolean' ? [t('bridge-mcp.answer_yes'), t('bridge-mcp.answer_no')] : choices(field).map(({ label }) => label);
  return {
    question: plainText(`${about}${fallback}`, MAX_TEXT),
    header: server,
    ...(labels.length > 0 && { options: labels.map((label) => ({ label })) }),
    ...(field.type === 'array' && { multiple: true }),
  };
}

function choices({ enum: values, enumNames, oneOf, items }: Field): { value: string; label: string }[] {
  const titled = oneOf ?? items?.anyOf;
  if (titled) return titled.map(({ const: value, title }) => ({ value, label: title ?? value }));
  return (values ?? items?.enum ?? []).map((value, at) => ({ value, label: enumNames?.[at] ?? value }));
}

/** Undefined: the answer does not fit. */
function fieldValue(field: Field, given: string[]): string | number | boolean | string[] | undefined {
  const [text = ''] = given;
  const known = choices(field);
  const chosen = (label: string) => known.find((choice) => choice.label === label || choice.value === label)?.value;
  if (field.type === 'array') {
    const values = given.map(chosen);
    return values.every((value) => value !== undefined) ? values : undefined;
  }
  if (known.length > 0) return chosen(text);
  if (field.type === 'boolean') return /^(y|yes|true|1)/i.test(text);
  if (field.type === 'number' || field.type === 'integer') {
    const number = Number(text);
    return Number.isFinite(number) && (field.type === 'number' || Number.isInteger(number)) ? number : undefined;
  }
  return text;
}

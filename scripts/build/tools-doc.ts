import type { ShippedIndex } from '@ock/kernel/build';
import { markdownTable, withGenerated } from './generated-part.ts';

type Tool = NonNullable<ShippedIndex['plugins'][number]['manifest']['contributes']['tool']>[number];

interface Schema {
  type?: string;
  description?: string;
  enum?: unknown[];
  const?: unknown;
  items?: Schema;
  anyOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: Schema | boolean;
  minimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
}

/** `docs/tools.md` with its chapter on each tool made anew. @param index the text of `oclif.manifest.json` */
export function toolsDocText(installRoot: string, index: string): string {
  const { plugins } = JSON.parse(index) as ShippedIndex;
  const tools = plugins.flatMap(({ manifest }) => manifest.contributes.tool ?? []).sort((a, b) => (a.id < b.id ? -1 : 1));
  const overview = tools.map((tool) => [`[\`${tool.id}\`](#${tool.id})`, `\`${tool.permission}\``, reads(tool), offered(tool)]);
  return withGenerated(installRoot, 'docs/tools.md', [
    ...markdownTable([['tool', 'permission', 'only reads', 'offered'], ...overview]),
    ...tools.flatMap(chapter),
  ]);
}

function reads({ readOnly, readOnlyWhen }: Tool): string {
  if (readOnly) return 'yes';
  return readOnlyWhen ? `with \`${readOnlyWhen.argument}\` ${listed(readOnlyWhen.values)}` : 'no';
}

function offered({ enabled = true, enabledBy, models, insteadOf = [] }: Tool): string {
  if (!enabled) return 'when switched on';
  if (enabledBy) return `with ${listed(enabledBy)}, or when switched on`;
  if (!models) return 'yes';
  return `to ${listed(models)}${insteadOf.length > 0 ? `, in place of ${listed(insteadOf)}` : ''}`;
}

function chapter({ id, description = '', parameters = {} }: Tool): string[] {
  const { properties = {}, required = [] } = parameters as Schema;
  const rows = Object.entries(properties).map(([name, schema]) => [
    `\`${name}\`${required.includes(name) ? '' : ', optional'}`,
    typeOf(schema),
    schema.description ?? '',
  ]);
  return ['', `### ${id}`, '', description, ...(rows.length > 0 ? ['', ...markdownTable([['argument', 'type', ''], ...rows])] : [])];
}

function typeOf(schema: Schema): string {
  if (schema.enum) return listed(schema.enum);
  if (schema.const !== undefined) return listed([schema.const]);
  if (schema.anyOf) return schema.anyOf.map(typeOf).join(' or ');
  if (schema.type === 'array')
    return `list${range(schema.minItems, schema.maxItems)} of ${schema.items ? typeOf(schema.items) : 'anything'}`;
  if (schema.properties)
    return `{ ${Object.entries(schema.properties)
      .map(([name, inner]) => field(name, inner, schema))
      .join(', ')} }`;
  return `${schema.type ?? 'anything'}${range(schema.minimum, schema.maximum)}`;
}

function field(name: string, inner: Schema, { required = [] }: Schema): string {
  return `\`${name}\`${required.includes(name) ? '' : ' (optional)'}: ${typeOf(inner)}`;
}

function range(least: number | undefined, most: number | undefined): string {
  if (least !== undefined && most !== undefined) return ` ${least}–${most}`;
  return least !== undefined ? ` from ${least}` : most !== undefined ? ` up to ${most}` : '';
}

function listed(values: readonly unknown[]): string {
  return values.map((value) => `\`${value}\``).join(', ');
}

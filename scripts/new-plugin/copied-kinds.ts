import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gatherMessages } from '@ock/kernel/build';
import { contractTest, type Files, json, type Part, packageJson, type Template } from './template.ts';

interface Package {
  description: string;
  dependencies?: Record<string, string>;
  opencode: { contributes: Record<string, { id: string }[]> };
}

/** Kinds with long contracts begin as a copy of a part that keeps them: changing what works is quicker than filling in what does not. */
function copyOf(part: Part, plural: string, from: string): Files {
  const folder = join(part.sourceRoot, 'plugins', plural, from);
  const text = (name: string) => readFileSync(join(folder, name), 'utf8');
  const own = (source: string) =>
    source
      .replaceAll(`${part.kind}-${from}.`, `${part.kind}-${part.id}.`)
      .replaceAll(`'${part.kind}', '${from}'`, `'${part.kind}', '${part.id}'`);
  const sources = readdirSync(join(folder, 'src'), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const pkg = JSON.parse(text('package.json').replaceAll(`@ock/${part.kind}-${from}`, part.name)) as Package;
  for (const entry of pkg.opencode.contributes[part.kind] ?? []) entry.id = part.id;
  pkg.description = `${pkg.description} (begun as a copy of ${from})`;
  return {
    'package.json': json(pkg),
    ...(readdirSync(folder).includes('messages.json') && { 'messages.json': own(text('messages.json')) }),
    ...Object.fromEntries(sources.map((name) => [`src/${name}`, own(text(`src/${name}`))])),
  };
}

export const store: Template = (part) => ({
  ...copyOf(part, 'stores', 'files'),
  [`test/${part.id}.test.ts`]: contractTest('store', `{ pluginDir: new URL('..', import.meta.url), id: '${part.id}' }`),
});

/** The contract's server speaks known protocols: `id` in the test names the one this wire speaks. */
export const wire: Template = (part) => ({
  ...copyOf(part, 'wires', 'openai-chat'),
  [`test/${part.id}.test.ts`]: readFileSync(join(part.sourceRoot, 'plugins/wires/openai-chat/test/contract.test.ts'), 'utf8'),
});

/** The whole English catalogue, to be translated line by line; what is left out falls back to English. */
export const locale: Template = (part) => ({
  'package.json': packageJson(part, {
    description: `Texts in ${part.id}`,
    data: true,
    contributes: { locale: [{ id: part.id, name: nameOf(part.id), messagesFile: 'texts.json' }] },
  }),
  'texts.json': json(gatherMessages(part.sourceRoot)),
  [`test/${part.id}.test.ts`]: contractTest('locale'),
});

function nameOf(id: string): string {
  try {
    return new Intl.DisplayNames([id], { type: 'language' }).of(id) ?? id;
  } catch (error) {
    if (error instanceof RangeError) return id;
    throw error;
  }
}

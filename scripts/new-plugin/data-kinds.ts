import { contractTest, packageJson, type Template } from './template.ts';

export const agent: Template = (part) => ({
  'package.json': packageJson(part, {
    description: `agent ${part.id}`,
    data: true,
    contributes: { agent: [{ id: part.id, description: `works as ${part.id}`, promptFile: 'prompt.md' }] },
  }),
  'prompt.md': `You are ${part.id}, an agent that works on a person's code.\n\nRead before you change anything, do what was asked and nothing else, check your work, and say in a few words what you did.\n`,
  [`test/${part.id}.test.ts`]: contractTest('agent'),
});

export const mode: Template = (part) => ({
  'package.json': packageJson(part, {
    description: `mode ${part.id}`,
    data: true,
    contributes: { mode: [{ id: part.id, description: `works in mode ${part.id}`, promptFile: 'prompt.md' }] },
  }),
  'prompt.md': `You work in mode ${part.id}: say here what changes for the agent while it lasts.\n`,
  [`test/${part.id}.test.ts`]: contractTest('mode'),
});

export const theme: Template = (part) => ({
  'package.json': packageJson(part, {
    description: `colours: ${part.id}`,
    data: true,
    contributes: {
      theme: [{ id: part.id, name: part.pascal, background: 'auto', colors: { accent: 'cyan', error: 'red', added: 'green' } }],
    },
  }),
  [`test/${part.id}.test.ts`]: contractTest('theme'),
});

export const provider: Template = (part) => {
  const key = `${part.id.toUpperCase().replace(/-/g, '_')}_API_KEY`;
  const model = {
    id: `${part.id}-1`,
    name: part.pascal,
    context: 128_000,
    output: 8_192,
    cost: { input: 1, output: 4 },
    capabilities: { tools: true },
  };
  const entry = {
    id: part.id,
    name: part.pascal,
    wire: 'openai-chat',
    baseUrl: `https://api.${part.id}.example/v1`,
    auth: { type: 'bearer', env: [key] },
    models: [model],
    defaultModel: model.id,
  };
  return {
    'package.json': packageJson(part, {
      description: `models of ${part.pascal}`,
      data: true,
      contributes: { provider: [entry] },
      permissions: [`net:api.${part.id}.example`, `env:${key}`],
      requires: ['wire:openai-chat'],
    }),
    [`test/${part.id}.test.ts`]: contractTest('provider', "new URL('../', import.meta.url)"),
  };
};

import { packageJson, type Template } from './template.ts';

/** A tool that reads one file: arguments, judgement, error told to the model, abort. */
export const tool: Template = (part) => ({
  'package.json': packageJson(part, {
    description: 'Counts the lines of a file',
    contributes: { tool: [{ id: part.id, permission: 'fs.read', readOnly: true }] },
    permissions: ['fs.read'],
    dependencies: { zod: '*' },
  }),
  'messages.json': `{ "tool-${part.id}.title": "{path} ({lines} lines)" }\n`,
  'src/parameters.ts': `import { z } from 'zod';

export const description = 'Counts the lines of a text file.';

export const parameters = z.object({
  filePath: z.string().describe('file, relative to the working directory or absolute'),
});
export type ${part.pascal}Input = z.infer<typeof parameters>;
`,
  [`src/${part.id}-tool.ts`]: `import { readFile } from 'node:fs/promises';
import { resolvePath, type Tool, ToolError, type Translate } from '@ock/kernel';
import type { ${part.pascal}Input } from './parameters.ts';

export function create${part.pascal}Tool(t: Translate): Tool<${part.pascal}Input> {
  return {
    subjects: (input, ctx) => [{ action: 'read', path: resolvePath(input.filePath, ctx.cwd) }],
    async run(input, ctx) {
      ctx.signal.throwIfAborted();
      const text = await readFile(resolvePath(input.filePath, ctx.cwd), { encoding: 'utf8', signal: ctx.signal }).catch((error: NodeJS.ErrnoException) => {
        if (error.name === 'AbortError') throw error;
        throw new ToolError(\`\${input.filePath} cannot be read: \${error.code}. Check the path with glob.\`);
      });
      const lines = text === '' ? 0 : text.split('\\n').length - (text.endsWith('\\n') ? 1 : 0);
      return { text: \`\${input.filePath} has \${lines} lines.\`, title: t('tool-${part.id}.title', { path: input.filePath, lines }) };
    },
  };
}
`,
  'src/index.ts': `import { definePlugin } from '@ock/kernel';
import { create${part.pascal}Tool } from './${part.id}-tool.ts';

export default definePlugin({
  activate(ctx) {
    ctx.register('tool', '${part.id}', create${part.pascal}Tool(ctx.t));
  },
});
`,
  [`test/${part.id}.test.ts`]: `import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toolContract } from '../../../../test/contracts/tool.ts';

toolContract({
  pluginDir: new URL('..', import.meta.url),
  setup: (ctx) => writeFile(join(ctx.cwd, 'a.txt'), 'one\\ntwo\\n'),
  input: { filePath: 'a.txt' },
  failing: { filePath: 'missing.txt' },
  pathArgument: 'filePath',
});
`,
});

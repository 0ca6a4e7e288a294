import { contractTest, type Part, packageJson, type Template } from './template.ts';

const index = (part: Part, create: string) => `import { definePlugin } from '@ock/kernel';
import { ${create} } from './${part.id}.ts';

export default definePlugin({
  activate(ctx) {
    ctx.register('${part.kind}', '${part.id}', ${create}());
  },
});
`;

export const router: Template = (part) => ({
  'package.json': packageJson(part, { description: `Picks models: ${part.id}`, contributes: { router: [{ id: part.id }] } }),
  [`src/${part.id}.ts`]: `import type { Router } from '@ock/kernel';

/** characters of a prompt that count as short */
const SHORT = 200;

/** Has no opinion on long prompts; for short ones it keeps the model that is chosen. */
export function create${part.pascal}(): Router {
  return { route: ({ prompt, model }) => (prompt.length <= SHORT ? model : undefined) };
}
`,
  'src/index.ts': index(part, `create${part.pascal}`),
  [`test/${part.id}.test.ts`]: contractTest('router'),
});

export const gpu: Template = (part) => ({
  'package.json': packageJson(part, {
    description: `Reads the state of GPUs: ${part.id}`,
    contributes: { gpu: [{ id: part.id }] },
    permissions: ['exec'],
  }),
  [`src/${part.id}.ts`]: `import { findOnPath, type Gpu, type GpuInfo, runLines } from '@ock/kernel';

/** the vendor's program; it prints one GPU a line: number, name, MiB in all, MiB in use, separated by commas */
const PROGRAM = '${part.id}-smi';
const TIMEOUT_MS = 5_000;

export function create${part.pascal}(): Gpu {
  return {
    async list(signal) {
      const program = findOnPath(PROGRAM);
      if (program === undefined) return [];
      const found: GpuInfo[] = [];
      await runLines(program, ['--list'], { cwd: '/', signal, timeoutMs: TIMEOUT_MS, onLine: (line) => read(line, found) });
      return found;
    },
  };
}

function read(line: string, found: GpuInfo[]): undefined {
  const [id = '', name = '', total = '', used = ''] = line.split(',').map((field) => field.trim());
  if (id && name) found.push({ id, name, memory_total_mib: Number(total) || 0, memory_used_mib: Number(used) || 0 });
}
`,
  'src/index.ts': index(part, `create${part.pascal}`),
  [`test/${part.id}.test.ts`]: contractTest('gpu'),
});

export const sandbox: Template = (part) => ({
  'package.json': packageJson(part, {
    description: `Confines commands: ${part.id}`,
    contributes: { sandbox: [{ id: part.id, platforms: ['linux'], order: 90 }] },
    permissions: ['exec'],
  }),
  [`src/${part.id}.ts`]: `import { findOnPath, type Sandbox } from '@ock/kernel';

/** takes options, then the program and its arguments */
const PROGRAM = '${part.id}';

export function create${part.pascal}(): Sandbox {
  return {
    async find() {
      const program = findOnPath(PROGRAM);
      return program === undefined ? undefined : { program };
    },
    async confine({ file, args, env }, { cwd }) {
      const program = findOnPath(PROGRAM);
      if (program === undefined) throw new Error('${part.id} is not installed');
      return { file: program, args: ['--chdir', cwd, '--', file, ...args], ...(env && { env }) };
    },
    async close() {},
  };
}
`,
  'src/index.ts': index(part, `create${part.pascal}`),
  [`test/${part.id}.test.ts`]: contractTest('sandbox'),
});

export const service: Template = (part) => ({
  'package.json': packageJson(part, { description: `Service ${part.id}`, contributes: { service: [{ id: part.id }] } }),
  [`src/${part.id}.ts`]: `/** What several parts share: a count by name. */
export interface ${part.pascal} {
  /** @returns how often this name was counted, this time included */
  count(name: string): number;
}

export function create${part.pascal}(): ${part.pascal} {
  const counts = new Map<string, number>();
  return {
    count(name) {
      const next = (counts.get(name) ?? 0) + 1;
      counts.set(name, next);
      return next;
    },
  };
}
`,
  'src/index.ts': index(part, `create${part.pascal}`),
  [`test/${part.id}.test.ts`]: contractTest('service', "{ pluginDir: new URL('..', import.meta.url), methods: ['count'] }"),
});

export const slash: Template = (part) => ({
  'package.json': packageJson(part, {
    description: `/${part.id} in a conversation`,
    contributes: { slash: [{ id: part.id, help: `slash-${part.id}.help`, group: 'general' }] },
  }),
  'messages.json': `{ "slash-${part.id}.help": "say where this conversation works", "slash-${part.id}.here": "here: {folder}" }\n`,
  [`src/${part.id}.ts`]: `import type { Slash, Translate } from '@ock/kernel';

export function create${part.pascal}(t: Translate): Slash {
  return { run: (context) => context.line(t('slash-${part.id}.here', { folder: context.kernel.cwd })) };
}
`,
  'src/index.ts': index(part, `create${part.pascal}`).replace(`create${part.pascal}()`, `create${part.pascal}(ctx.t)`),
  [`test/${part.id}.test.ts`]: contractTest('slash'),
});

export const frontend: Template = (part) => ({
  'package.json': packageJson(part, { description: `Front end ${part.id}`, contributes: { frontend: [{ id: part.id }] } }),
  [`src/${part.id}.ts`]: `import type { Frontend, PluginContext } from '@ock/kernel';

export interface ${part.pascal}Options {
  /** ends the front end */
  signal?: AbortSignal;
}

/** Reads every event and leaves with 0: begin here with \`openConversation\` of '@ock/kernel'. */
export function create${part.pascal}(ctx: PluginContext): Frontend<${part.pascal}Options> {
  return {
    async start() {
      ctx.hooks.event.tap((event) => ctx.log.debug(event.type));
      return 0;
    },
  };
}
`,
  'src/index.ts': `import { definePlugin } from '@ock/kernel';
import { create${part.pascal} } from './${part.id}.ts';

export default definePlugin({
  activate(ctx) {
    ctx.register('frontend', '${part.id}', create${part.pascal}(ctx));
  },
});
`,
  [`test/${part.id}.test.ts`]: contractTest('frontend', "{ pluginDir: new URL('..', import.meta.url), start: {} }"),
});

export const bridge: Template = (part) => ({
  'package.json': packageJson(part, { description: `Bridge ${part.id}`, contributes: { bridge: [{ id: part.id }] } }),
  [`src/${part.id}.ts`]: `import type { Bridge } from '@ock/kernel';

/** Connects what \`servers\` of the plugin's settings names. A server that fails is reported, never thrown. */
export function create${part.pascal}(servers: readonly string[], report: (server: string, error: unknown) => void): Bridge {
  const connected = new Set<string>();
  return {
    async start(signal) {
      for (const server of servers) {
        if (signal.aborted) return;
        try {
          connected.add(new URL(server).href);
        } catch (error) {
          report(server, error);
        }
      }
    },
    tools: () => [],
    async stop() {
      connected.clear();
    },
  };
}
`,
  'src/index.ts': `import { definePlugin } from '@ock/kernel';
import { create${part.pascal} } from './${part.id}.ts';

export default definePlugin({
  activate(ctx) {
    const servers = Array.isArray(ctx.config.servers) ? ctx.config.servers.map(String) : [];
    const report = (server: string, error: unknown) => ctx.log.warn('server fails', { server, error: String(error) });
    ctx.register('bridge', '${part.id}', create${part.pascal}(servers, report));
  },
});
`,
  [`test/${part.id}.test.ts`]: contractTest('bridge'),
});

export const command: Template = (part) => ({
  'package.json': packageJson(part, { description: `opencode ${part.id}`, data: true, contributes: {} }),
  'messages.json': `{ "command-${part.id}.hello": "hello {name}" }\n`,
  [`src/commands/${part.id}.ts`]: `import { Args, OcCommand } from '@ock/kernel/command';

export default class ${part.pascal} extends OcCommand {
  static override summary = 'greet somebody';
  static override enableJsonFlag = true;
  static override args = { name: Args.string({ description: 'who is greeted', default: 'world' }) };

  async run(): Promise<{ name: string }> {
    const { args } = await this.parse(${part.pascal});
    this.out(this.t('command-${part.id}.hello', { name: args.name }));
    return { name: args.name };
  }
}
`,
  [`test/${part.id}.test.ts`]: contractTest('command'),
});

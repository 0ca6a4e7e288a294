import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { basename, isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Validator } from '@cfworker/json-schema';
import type { PluginContext, Tool, ToolContribution, ToolOutput } from '@ock/kernel';
import { expect } from 'chai';
import { z } from 'zod';
import { Subject } from '../../schemas/src/event.ts';
import { folderSnapshot } from '../support/folder-snapshot.ts';
import { activatePlugin, testPlugin } from '../support/plugin-context.ts';
import { type TestToolContext, temporaryFolder, testToolContext } from '../support/tool-context.ts';

type Input = Record<string, unknown>;

export interface ToolContractOptions {
  /** the plugin's folder: `new URL('..', import.meta.url)` from its test */
  pluginDir: string | URL;
  /** which of the plugin's tools, default the folder's name */
  id?: string;
  /** puts files into the empty session folder and prepares the session before each check */
  setup?(ctx: TestToolContext): void | Promise<void>;
  /** a call that succeeds after `setup`, with every optional argument that makes sense */
  input: Input;
  /** the same with required arguments only; default: `input` without the optional ones */
  minimal?: Input;
  /** a call that the tool answers with a ToolError or `isError` */
  failing?: Input;
  /** a call that would run long or for ever; it must end when its signal is aborted */
  endless?: Input;
  /** the argument that names a file or folder, when `subjects` is about one. It must be given in `input`, relative to the folder. */
  pathArgument?: string;
  /** the person's answers, for tools that ask */
  answers?: string[][];
  /** further settings of `[tool.<id>]` */
  config?: Record<string, unknown>;
  /** what the plugin uses of others, under `kind:id` */
  parts?: Record<string, unknown>;
  /** further fields of the plugin's context: `kernel` */
  context?: Partial<PluginContext>;
}

/** Bytes of description and schema that one tool may cost every request. */
const MAX_DESCRIPTION = 400;
const MAX_ADVERTISED = 1_000;
/** ms after which an aborted call counts as deaf: far above any machine's noise */
const ABORT_PATIENCE = 10_000;

/** What every tool promises. Call it inside the plugin's own test file. */
export function toolContract(options: ToolContractOptions): void {
  const dir = typeof options.pluginDir === 'string' ? options.pluginDir : fileURLToPath(options.pluginDir);
  const id = options.id ?? basename(dir);

  describe(`tool:${id} keeps the contract`, () => {
    let ctx: TestToolContext;
    let tool: Tool<Input>;

    beforeEach(async () => {
      ctx = await testToolContext({
        ...(options.answers && { answers: options.answers }),
        ...(options.config && { config: options.config }),
      });
      await options.setup?.(ctx);
      const plugin = await activatePlugin(dir, { parts: options.parts ?? {}, ...(options.context && { context: options.context }) });
      tool = plugin.registered.get(`tool:${id}`) as Tool<Input>;
    });
    afterEach(() => ctx.dispose());

    it('declares itself truthfully', async () => {
      const plugin = testPlugin(dir);
      const entry = contribution(plugin.manifest.contributes.tool, id);
      expect(['fs.read', 'fs.write', 'exec', 'net', 'session', 'ask']).to.include(entry.permission);
      expect(entry.readOnly, 'readOnly').to.be.a('boolean');
      if (['fs.write', 'exec'].includes(entry.permission))
        expect(entry.readOnly, `readOnly of a tool that needs ${entry.permission}`).to.equal(false);
      if (['fs.read', 'fs.write', 'exec'].includes(entry.permission)) expect(plugin.manifest.permissions).to.include(entry.permission);
      expect(entry, 'written by the build from src/parameters.ts').not.to.have.any.keys('description', 'parameters');
      expect(plugin.manifest.apiVersion).to.equal('^1.0.0');
    });

    it('registers exactly what it contributes', async () => {
      const plugin = await activatePlugin(dir, { parts: options.parts ?? {}, ...(options.context && { context: options.context }) });
      const promised = Object.entries(plugin.manifest.contributes).flatMap(([kind, entries]) =>
        entries.map((entry) => `${kind}:${entry.id}`),
      );
      expect([...plugin.registered.keys()].sort()).to.deep.equal(promised.sort());
    });

    it('advertises a small schema in camelCase', async () => {
      const { description, schema } = await advertised(dir, id);
      expect(Buffer.byteLength(description)).to.be.within(20, MAX_DESCRIPTION);
      expect(Buffer.byteLength(description) + Buffer.byteLength(JSON.stringify(schema)), 'description and schema').to.be.at.most(
        MAX_ADVERTISED,
      );
      expect(schema).to.have.property('type', 'object');
      for (const name of propertyNames(schema)) expect(name).to.match(/^[a-z][a-zA-Z0-9]*$/);
      for (const input of [options.input, options.minimal, options.failing, options.endless]) {
        if (input) expect(new Validator(schema, '2020-12').validate(input), JSON.stringify(input)).to.deep.include({ valid: true });
      }
    });

    it('does not load zod when it runs', async () => {
      for (const name of await readdir(join(dir, 'src'), { recursive: true })) {
        if (!name.endsWith('.ts') || basename(name) === 'parameters.ts') continue;
        const source = await readFile(join(dir, 'src', name), 'utf8');
        expect(source, name).not.to.match(/^import\s+(?!type\b)[^;]*parameters\.ts'/m);
        expect(source, name).not.to.match(/^import\s+(?!type\b)[^;]*'(zod|@ock\/schemas)'/m);
      }
    });

    it('answers a good call', async () => {
      if (!entryOf(dir, id).readOnly) return sane(await tool.run(options.input, ctx));
      const before = await folderSnapshot(ctx.cwd);
      sane(await tool.run(options.input, ctx));
      expect(await folderSnapshot(ctx.cwd), 'a read-only tool changed the folder').to.deep.equal(before);
    });

    it('runs without optional arguments', async () => {
      sane(await tool.run(options.minimal ?? (await required(dir, id, options.input)), ctx));
    });

    it('does not mind arguments it does not know', async () => {
      sane(await tool.run({ ...options.input, someThingElse: [1, { two: null }] }, ctx));
    });

    it('judges without changing anything', async () => {
      if (!tool.subjects) return;
      const before = await folderSnapshot(ctx.cwd);
      for (const input of [options.input, options.failing, options.endless]) {
        if (input) for (const subject of await tool.subjects(input, ctx)) Subject.parse(subject);
      }
      expect(await folderSnapshot(ctx.cwd)).to.deep.equal(before);
    });

    if (options.pathArgument) {
      const argument = options.pathArgument;

      it('is judged by where a symlink leads', async () => {
        const outside = await temporaryFolder();
        try {
          await mkdir(join(outside, 'folder'));
          await writeFile(join(outside, 'file.txt'), 'outside\n');
          await symlink(join(outside, 'folder'), join(ctx.cwd, 'folder-link'));
          await symlink(join(outside, 'file.txt'), join(ctx.cwd, 'file-link'));
          await symlink(join(outside, 'not-yet.txt'), join(ctx.cwd, 'dangling-link'));
          const cases = [
            ['folder-link', 'folder'],
            ['file-link', 'file.txt'],
            ['folder-link/new.txt', 'folder/new.txt'],
            ['folder-link/../file.txt', 'file.txt'],
            ['dangling-link', 'not-yet.txt'],
          ] as const;
          for (const [given, real] of cases) {
            const subjects = (await tool.subjects?.({ ...options.input, [argument]: given }, ctx)) ?? [];
            const paths = subjects.flatMap((subject) => ('path' in subject ? [subject.path] : []));
            if (given === 'folder-link/../file.txt') expect([join(outside, real), join(ctx.cwd, real)], given).to.include(paths[0]);
            else expect(paths, given).to.include(join(outside, real));
          }
        } finally {
          await rm(outside, { recursive: true });
        }
      });

      it('takes relative and absolute paths alike', async () => {
        const given = String(options.input[argument]);
        expect(isAbsolute(given), 'the contract wants a relative path').to.equal(false);
        const relative = await tool.subjects?.(options.input, ctx);
        const absolute = await tool.subjects?.({ ...options.input, [argument]: join(ctx.cwd, given) }, ctx);
        expect(relative).to.deep.equal(absolute).and.to.be.an('array').that.is.not.empty;
      });
    }

    it('ends at once, without effect, when it is aborted before it starts', async () => {
      const before = await folderSnapshot(ctx.cwd);
      ctx.abort();
      await settles(tool.run(options.input, ctx));
      expect(await folderSnapshot(ctx.cwd)).to.deep.equal(before);
    });

    if (options.endless) {
      it('ends when it is aborted in the middle', async () => {
        const running = tool.run(options.endless as Input, ctx);
        setTimeout(() => ctx.abort(), 100);
        await settles(running);
      });
    }

    if (options.failing) {
      it('tells the model what went wrong', async () => {
        const told = await tool.run(options.failing as Input, ctx).then(
          (output) => (output.isError ? output.text : expect.fail(`no error: ${output.text}`)),
          (error: unknown) => (error instanceof Error && error.name === 'ToolError' ? error.message : Promise.reject(error)),
        );
        expect(told).to.be.a('string').with.length.greaterThan(10);
      });
    }
  });
}

function contribution(entries: readonly object[] | undefined, id: string): ToolContribution {
  const entry = (entries as ToolContribution[] | undefined)?.find((candidate) => candidate.id === id);
  if (!entry) throw new Error(`the manifest contributes no tool:${id}`);
  return entry;
}

function entryOf(dir: string, id: string): ToolContribution {
  return contribution(testPlugin(dir).manifest.contributes.tool, id);
}

/** What the build writes into the index. */
async function advertised(
  dir: string,
  id: string,
): Promise<{ description: string; schema: Record<string, unknown> & { required?: string[] } }> {
  const several = (testPlugin(dir).manifest.contributes.tool?.length ?? 0) > 1;
  const module = (await import(join(dir, several ? `src/${id}` : 'src', 'parameters.ts'))) as {
    parameters: z.ZodType;
    description: string;
  };
  const { $schema: _, ...schema } = z.toJSONSchema(module.parameters, { io: 'input' });
  return { description: module.description, schema };
}

async function required(dir: string, id: string, input: Input): Promise<Input> {
  const names = (await advertised(dir, id)).schema.required ?? [];
  return Object.fromEntries(Object.entries(input).filter(([name]) => names.includes(name)));
}

function propertyNames(schema: unknown): string[] {
  if (Array.isArray(schema)) return schema.flatMap(propertyNames);
  if (typeof schema !== 'object' || schema === null) return [];
  const own = 'properties' in schema ? Object.keys(schema.properties as object) : [];
  return [...own, ...Object.values(schema).flatMap(propertyNames)];
}

function sane(output: ToolOutput): void {
  expect(output.isError ?? false, output.text).to.equal(false);
  expect(output.text).to.be.a('string').that.is.not.empty;
  if (output.title !== undefined) expect(output.title).to.match(/^[^\n]{1,200}$/);
  expect(JSON.parse(JSON.stringify(output)), 'output is plain data').to.deep.equal(output);
  for (const path of output.metadata?.files_changed ?? []) expect(isAbsolute(path), path).to.equal(true);
  for (const attachment of output.attachments ?? []) expect(Buffer.from(attachment.data, 'base64').length).to.be.greaterThan(0);
}

/** Resolves or rejects: both are an end. */
async function settles(running: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('still running after its signal was aborted')), ABORT_PATIENCE);
  });
  await Promise.race([
    running.then(
      () => undefined,
      () => undefined,
    ),
    late,
  ]);
  clearTimeout(timer);
}

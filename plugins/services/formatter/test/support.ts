import { chmodSync, mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { FormatterService, ToolCallInfo, ToolOutput } from '../../../../kernel/src/index.ts';
import { activatePlugin } from '../../../../test/support/plugin-context.ts';
import { testLedger } from '../../../../test/support/tool-context.ts';

export interface FakeKernelOptions {
  trusted?: boolean;
  formatter?: Record<string, unknown>;
  path?: string;
}

export function fakeKernel(cwd: string, { trusted = true, formatter, path = process.env.PATH ?? '' }: FakeKernelOptions = {}) {
  const env = { PATH: path, HOME: '/nonexistent' };
  return {
    cwd,
    config: { config: { ...(formatter && { formatter }) }, trusts: () => trusted, layers: [] },
    options: { env },
    find: () => undefined,
    list: () => [],
  };
}

/** A project in a temporary folder, with `.git`. Names that end in `!` are programs. */
export function project(files: Record<string, string>): string {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), 'ock-formatter-')));
  mkdirSync(join(dir, '.git'));
  for (const [name, text] of Object.entries(files)) {
    const path = join(dir, name.replace(/!$/, ''));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    if (name.endsWith('!')) chmodSync(path, 0o755);
  }
  return dir;
}

export async function formatters(dir: string, options: FakeKernelOptions = {}) {
  const plugin = await activatePlugin(new URL('..', import.meta.url), { context: { kernel: fakeKernel(dir, options) as never } });
  const service = plugin.registered.get('service:formatter') as FormatterService;
  const tap = plugin.taps.find(({ hook }) => hook === 'toolResult')?.fn as unknown as (
    output: ToolOutput,
    call: ToolCallInfo,
    scope: { files: ReturnType<typeof testLedger>; signal: AbortSignal },
  ) => Promise<ToolOutput>;
  const files = testLedger();
  const call: ToolCallInfo = { sessionId: 's', callId: 'c', tool: { id: 'write', permission: 'fs.write', readOnly: false }, input: {} };
  const after = (output: ToolOutput, signal = new AbortController().signal) => tap(output, call, { files, signal });
  return { service, files, after, tapped: plugin.taps.length };
}

/** A program for Node that is given the text. @param body sees `text`, `file` and `fs` */
export function script(body: string): string {
  return `#!${process.execPath}
const fs = require('node:fs');
const file = process.argv.at(-1);
let text = '';
process.stdin.on('data', (piece) => (text += piece)).on('end', () => { ${body} });
`;
}

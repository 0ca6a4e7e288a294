import type { Subject } from '@ock/schemas';
import type { Tool, ToolContext, ToolOutput } from '../kinds/tool.ts';
import { KernelError } from '../runtime/errors.ts';
import type { PluginHost } from './plugin-host.ts';

/** A tool whose code runs in the plugin's process. */
export function remoteTool(host: PluginHost, id: string, methods: readonly string[]): Tool<unknown> {
  const call = (method: string, input: unknown, ctx: ToolContext) => host.callTool(id, method, input, ctx);
  return {
    ...(methods.includes('subjects') && {
      subjects: async (input: unknown, ctx: ToolContext) => checkSubjects(host.name, await call('subjects', input, ctx)),
    }),
    run: async (input, ctx) => checkOutput(host.name, await call('run', input, ctx)),
  };
}

function checkSubjects(plugin: string, value: unknown): Subject[] {
  const good =
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((subject) => typeof subject === 'object' && subject !== null && typeof subject.action === 'string');
  if (!good) throw new KernelError('OC_PLUGIN_FAILED', { plugin, because: 'reason.plugin_bad_subjects' });
  return value as Subject[];
}

function checkOutput(plugin: string, value: unknown): ToolOutput {
  const output = value as Partial<ToolOutput> | undefined;
  if (typeof output?.text !== 'string') throw new KernelError('OC_PLUGIN_FAILED', { plugin, because: 'reason.plugin_bad_output' });
  return output as ToolOutput;
}

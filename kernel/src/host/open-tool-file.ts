import type { PluginContext } from '../runtime/plugin.ts';
import type { ToolFile } from './tool-file.ts';

/** A file of tools that is not started yet; only this loads what runs it. The arguments are those of `ToolFile`. */
export async function openToolFile(...args: [ctx: PluginContext, file: string, name: string, script?: string]): Promise<ToolFile> {
  const { ToolFile } = await import('./tool-file.ts');
  return new ToolFile(...args);
}

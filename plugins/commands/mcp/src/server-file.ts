import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type Kernel, KernelError } from '@ock/kernel';
import { changeConfigFile, FILE_NAME, projectFolders, readConfigValue } from '@ock/kernel/config';
import type { McpServerConfig } from '@ock/schemas';

const NAME = /^[A-Za-z0-9][\w.-]{0,40}$/;

/** The file a new server is written to. */
export function fileFor(kernel: Kernel, project: boolean): string {
  if (!project) return join(kernel.paths.config, FILE_NAME);
  const nearest = kernel.config.files.findLast(({ layer, status, path }) => layer === 'project' && status !== 'absent' && existsSync(path));
  return nearest?.path ?? join(projectFolders(kernel.cwd)[0] ?? kernel.cwd, FILE_NAME);
}

/** @throws OC_INPUT for a name that cannot be part of a tool's name, or is taken in this file; OC_CONFIG_* */
export async function addServer(kernel: Kernel, file: string, name: string, config: McpServerConfig, force: boolean): Promise<void> {
  if (!NAME.test(name)) throw new KernelError('OC_INPUT', { because: 'command-mcp.bad_name', name });
  const path = ['mcp', 'servers', name];
  if (!force && (await readConfigValue(file, path)) !== undefined)
    throw new KernelError('OC_INPUT', { because: 'command-mcp.exists', name, file });
  await changeConfigFile(
    file,
    [{ path, value: undefined }, ...Object.entries(config).map(([key, value]) => ({ path: [...path, key], value }))],
    kernel.config.schema(),
    kernel.paths,
  );
}

/** @throws OC_INPUT where it stands in a file that is not ours, or nowhere */
export async function removeServer(kernel: Kernel, name: string, source: string | undefined): Promise<string> {
  const file = source ?? join(kernel.paths.config, FILE_NAME);
  if (basename(file) !== FILE_NAME) throw new KernelError('OC_INPUT', { because: 'command-mcp.other_file', name, file });
  if (!(await changeConfigFile(file, [{ path: ['mcp', 'servers', name], value: undefined }], undefined, kernel.paths)))
    throw new KernelError('OC_INPUT', { because: 'command-mcp.not_there', name, file });
  return file;
}

/** Switches one on or off: in the file that describes it, or in the person's own where that is the project's `.mcp.json`. */
export async function switchServer(
  kernel: Kernel,
  name: string,
  source: string | undefined,
  enabled: boolean,
): Promise<{ file: string; changed: boolean }> {
  const own = join(kernel.paths.config, FILE_NAME);
  const file = source !== undefined && basename(source) === FILE_NAME ? source : own;
  return {
    file,
    changed: await changeConfigFile(
      file,
      [{ path: ['mcp', 'servers', name, 'enabled'], value: enabled }],
      kernel.config.schema(),
      kernel.paths,
    ),
  };
}

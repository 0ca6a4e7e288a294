import { type ProjectIndex, type SlashContext, workspaceOf } from '@ock/kernel';

/** Root of the project that the conversation works in. */
export function rootOf({ kernel, talk }: SlashContext): string {
  return talk.current?.workspace ?? workspaceOf(kernel.cwd);
}

export async function readIndex(context: SlashContext): Promise<ProjectIndex> {
  const service = await context.kernel.use('service', 'project-index');
  return service.read(rootOf(context), { signal: context.signal });
}

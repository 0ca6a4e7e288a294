import { estimateTokens, type Kernel } from '@ock/kernel';

export interface RulesFile {
  path: string;
  bytes: number;
  /** estimated */
  tokens: number;
}

/** What `service:project-rules` offers beside its note. */
interface ProjectRules {
  files(cwd: string): Promise<{ path: string; text: string }[]>;
}

/** Files with rules that a session here begins with; none where nothing reads them. */
export async function rulesFiles(kernel: Kernel): Promise<RulesFile[]> {
  if (!kernel.find('service', 'project-rules')) return [];
  const service = (await kernel.use('service', 'project-rules' as 'memory')) as unknown as Partial<ProjectRules>;
  const files = (await service.files?.(kernel.cwd)) ?? [];
  return files.map(({ path, text }) => ({ path, bytes: Buffer.byteLength(text), tokens: estimateTokens(text) }));
}

import type { PermissionDecision, PermissionRequest, Policy, ToolContribution } from '@ock/kernel';
import type { Subject } from '@ock/schemas';
import { permissionRequest } from '../../../../test/contracts/policy.ts';
import { activatePlugin } from '../../../../test/support/plugin-context.ts';
import { type PolicyKernelOptions, policyKernel } from '../../../../test/support/policy-kernel.ts';

export interface AskOptions {
  mode?: PermissionRequest['mode'];
  cwd?: string;
  workspace?: string;
  allow?: string[];
  ask?: string[];
  deny?: string[];
}

/** What is decided about one call of a tool. `what`: a path, a command or an address, by the tool. */
export type Ask = (tool: string, what: string, options?: AskOptions) => Promise<PermissionDecision>;

const TOOLS: Record<string, [ToolContribution['permission'], (what: string, cwd: string) => Subject]> = {
  read: ['fs.read', (path) => ({ action: 'read', path })],
  grep: ['fs.read', (path) => ({ action: 'read', path })],
  glob: ['fs.read', (path) => ({ action: 'read', path })],
  write: ['fs.write', (path) => ({ action: 'write', path })],
  edit: ['fs.write', (path) => ({ action: 'write', path })],
  multiedit: ['fs.write', (path) => ({ action: 'write', path })],
  bash: ['exec', (command, cwd) => ({ action: 'exec', command, cwd })],
  webfetch: ['net', (url) => ({ action: 'net', url })],
  websearch: ['net', (url) => ({ action: 'net', url, service: 'https://api.test/search*?' })],
  todo: ['session', (what) => ({ action: 'other', what })],
  question: ['ask', (what) => ({ action: 'other', what })],
};

export async function policyWith(kernel: PolicyKernelOptions): Promise<Ask> {
  const { registered } = await activatePlugin(new URL('..', import.meta.url), { context: { kernel: policyKernel(kernel) } });
  const policy = registered.get('policy:rules') as Policy;
  return async (id, what, { mode = 'ask', cwd = '/workspace', workspace = '/workspace', allow = [], ask = [], deny = [] } = {}) => {
    const [permission, subject] = TOOLS[id] ?? ['net', (other: string): Subject => ({ action: 'other', what: other })];
    const tool = { id, permission, readOnly: permission === 'fs.read' };
    return policy.decide(
      permissionRequest({ tool, subjects: [subject(what, cwd)], mode, cwd, workspace, sessionRules: { allow, ask, deny } }),
    );
  };
}

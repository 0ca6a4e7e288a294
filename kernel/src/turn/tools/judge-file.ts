import type { PermissionMode } from '@ock/schemas';
import type { PermissionDecision, PermissionRequest } from '../../kinds/policy.ts';
import type { ToolContribution } from '../../kinds/tool.ts';
import { KernelError } from '../../runtime/errors.ts';
import type { Kernel } from '../../runtime/kernel.ts';
import { reasonText } from '../reason-text.ts';
import type { JudgeOptions } from './judge.ts';
import { permissionMode } from './permission-mode.ts';
import { SavedRules } from './saved-rules.ts';
import { workspaceOf } from './workspace.ts';

/** What a file that gets to a model some other way than by the tool `read` is judged as. */
const READ: ToolContribution = { id: 'read', permission: 'fs.read', readOnly: true };

/** Whose file it is about to be; every `ToolScope` is one. */
export type FileScope = Pick<PermissionRequest, 'mode' | 'agent' | 'cwd' | 'workspace'> &
  Pick<JudgeOptions, 'kernel' | 'rules'> & { session: { id: string } };

/** Why the rules forbid reading this file; undefined: they do not. Nobody is asked, and what would only be asked about is not forbidden. */
export async function forbidden(path: string, scope: FileScope): Promise<Extract<PermissionDecision, { effect: 'deny' }> | undefined> {
  const decision = await scope.kernel.hooks.permission.promise(requestOf(path, scope));
  return decision?.effect === 'deny' && decision.by !== 'mode' ? decision : undefined;
}

/**
 * For a file that the person himself names, on the command line or in a prompt: it needs no asking, but what the rules deny stays denied.
 * @param path absolute, symlinks resolved
 * @throws OC_FILE with the reason
 */
export async function refuseForbidden(
  kernel: Kernel,
  path: string,
  options: { named: string; mode?: PermissionMode; rules?: Partial<PermissionRequest['sessionRules']>; sessionId?: string },
): Promise<void> {
  await kernel.activateFor('onSession');
  const workspace = workspaceOf(kernel.cwd);
  const { allow = [], ask = [], deny = [] } = options.rules ?? {};
  const decision = await forbidden(path, {
    kernel,
    session: { id: options.sessionId ?? '' },
    mode: permissionMode(kernel, options.mode),
    agent: kernel.config.config.agent ?? 'build',
    cwd: kernel.cwd,
    workspace,
    rules: { allow: [...allow, ...new SavedRules(kernel.paths.data).for(workspace)], ask: [...ask], deny: [...deny] },
  });
  if (!decision) return;
  throw new KernelError('OC_FILE', { file: options.named, because: 'reason.file_denied', why: reasonText(kernel.t, decision) });
}

function requestOf(path: string, { session, mode, agent, cwd, workspace, rules }: FileScope): PermissionRequest {
  return {
    sessionId: session.id,
    callId: '',
    tool: READ,
    input: { filePath: path },
    subjects: [{ action: 'read', path }],
    mode,
    agent,
    cwd,
    workspace,
    sessionRules: rules,
  };
}

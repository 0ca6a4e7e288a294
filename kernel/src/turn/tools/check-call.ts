import type { PermissionMode, Subject } from '@ock/schemas';
import { resolvePath } from '../../host/paths.ts';
import type { PermissionDecision, PermissionRequest } from '../../kinds/policy.ts';
import type { Tool, ToolContext, ToolContribution } from '../../kinds/tool.ts';
import { KernelError } from '../../runtime/errors.ts';
import type { Kernel } from '../../runtime/kernel.ts';
import { findAgent } from '../agents/find-agent.ts';
import { checkRules } from '../open-conversation.ts';
import { checkArguments } from './arguments.ts';
import { childEnv } from './child-env.ts';
import { asCalled, changes, mustNotChange, readOnlyReason, UNDECIDED } from './judge.ts';
import { permissionMode } from './permission-mode.ts';
import { SavedRules } from './saved-rules.ts';
import { fileLedger } from './tool-session.ts';
import { workspaceOf } from './workspace.ts';

/** A call to be judged without being made: what it would touch in words, or its arguments. */
export interface AskedCall {
  tool: string;
  /** a path, a command, an address, or `argument=value, …`, by the tool */
  what?: string;
  input?: unknown;
}

export interface CheckedCall {
  request: PermissionRequest;
  decision: PermissionDecision;
  /** each thing that it touches, judged by itself */
  subjects: { subject: Subject; decision: PermissionDecision }[];
}

/**
 * What the policies say to a call in this folder. Nothing runs and nobody is asked; rules allowed for always count.
 * @throws OC_AGENT_UNKNOWN; OC_INPUT for a rule no policy understands
 */
export async function checkCall(
  kernel: Kernel,
  call: AskedCall,
  options: { mode?: PermissionMode; agent?: string; rules?: Partial<PermissionRequest['sessionRules']> } = {},
): Promise<CheckedCall> {
  await kernel.activateFor('onSession');
  const { allow = [], ask = [], deny = [] } = options.rules ?? {};
  await checkRules(kernel, options.rules);
  const agent = findAgent(kernel, options.agent ?? kernel.config.config.agent ?? 'build');
  const mode = permissionMode(kernel, options.mode);
  const workspace = workspaceOf(kernel.cwd);
  const { tool, input, subjects } = await meant(kernel, call);
  const request: PermissionRequest = {
    sessionId: '',
    callId: '',
    tool,
    input,
    subjects,
    mode,
    agent: agent.id,
    cwd: kernel.cwd,
    workspace,
    sessionRules: { allow: [...allow, ...new SavedRules(kernel.paths.data).for(workspace)], ask: [...ask], deny: [...deny] },
  };
  const readOnly = readOnlyReason(agent, mode);
  const decide = async (about: PermissionRequest): Promise<PermissionDecision> => {
    if (readOnly && changes(tool)) return { effect: 'deny', by: 'mode', ...mustNotChange(readOnly, tool.id) };
    return (await kernel.hooks.permission.promise(about)) ?? UNDECIDED;
  };
  const each: CheckedCall['subjects'] = [];
  for (const subject of subjects) each.push({ subject, decision: await decide({ ...request, subjects: [subject] }) });
  return { request, decision: await decide(request), subjects: each };
}

/** The call as the tool itself would describe it, where its arguments are given; else by what kind of tool it is. */
async function meant(
  kernel: Kernel,
  { tool: id, what = '', input }: AskedCall,
): Promise<Pick<PermissionRequest, 'tool' | 'input' | 'subjects'>> {
  const found = kernel.find('tool', id)?.contribution;
  if (input === undefined || !found) return { ...callInWords(found ?? id, what, kernel.cwd), ...(input !== undefined && { input }) };
  const tool = (await kernel.use('tool', id)) as Tool<unknown>;
  const checked = await checkArguments(id, found.parameters, input);
  const subjects = await tool.subjects?.(checked, quietContext(kernel, id));
  return { tool: asCalled(found, checked), input: checked, subjects: subjects ?? [{ action: 'other', what: id }] };
}

/**
 * A call told in words: `read src/a.ts`, `bash git push`, `webfetch https://…`, `mcp_github_create_issue owner=acme`.
 * @param given the tool, or the name of one that is not here: then nothing is known of it
 */
export function callInWords(
  given: ToolContribution | string,
  words: string,
  cwd: string,
): Pick<PermissionRequest, 'tool' | 'input' | 'subjects'> {
  const known = typeof given === 'string' ? { id: given, permission: 'net' as const, readOnly: false } : given;
  const what = words.trim();
  const pairs = [...what.matchAll(/(?:^|,\s*)([\w.-]+)=((?:(?!,\s*[\w.-]+=)[\s\S])*)/g)].map(([, name = '', value = '']) => [name, value]);
  const input: Record<string, unknown> = Object.fromEntries(pairs);
  return { tool: asCalled(known, input), input, subjects: [subjectOf(known, what, cwd)] };
}

function subjectOf({ id, permission }: ToolContribution, what: string, cwd: string): Subject {
  if (permission === 'exec') return { action: 'exec', command: what, cwd };
  if (permission === 'fs.read') return { action: 'read', path: resolvePath(what || '.', cwd) };
  if (permission === 'fs.write') return { action: 'write', path: resolvePath(what || '.', cwd) };
  if (permission === 'net' && URL.canParse(what)) return { action: 'net', url: new URL(what).href };
  return { action: 'other', what: what === '' || what.includes('=') ? id : what };
}

/** For `subjects` alone, which change nothing. */
function quietContext(kernel: Kernel, id: string): ToolContext {
  return {
    cwd: kernel.cwd,
    sessionId: '',
    callId: '',
    signal: kernel.signal,
    session: { files: fileLedger(new Map()), getState: () => undefined, setState: async () => undefined },
    config: (kernel.config.config.tool as Record<string, Record<string, unknown>> | undefined)?.[id] ?? {},
    outputDir: kernel.paths.data,
    env: childEnv(kernel, id),
    progress: () => undefined,
    ask: () => Promise.reject(new KernelError('OC_NO_PERSON')),
  };
}

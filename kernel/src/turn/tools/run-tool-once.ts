import type { Denial, PermissionMode } from '@ock/schemas';
import type { Person } from '../../kinds/frontend.ts';
import type { PermissionRequest } from '../../kinds/policy.ts';
import type { ToolOutput } from '../../kinds/tool.ts';
import type { Kernel } from '../../runtime/kernel.ts';
import { ulid } from '../../runtime/ulid.ts';
import { findAgent } from '../agents/find-agent.ts';
import { NO_USAGE } from '../cost/cost.ts';
import { askBeside } from '../models/ask-beside.ts';
import { checkRules } from '../open-conversation.ts';
import { readOnlyReason } from './judge.ts';
import { permissionMode } from './permission-mode.ts';
import { runTool } from './run-tool.ts';
import { SavedRules } from './saved-rules.ts';
import { fileLedger } from './tool-session.ts';
import { workspaceOf } from './workspace.ts';

/** What tools remember from one call to the next, for callers that make several. */
export interface ToolMemory {
  state: Map<string, unknown>;
  /** versions of files that were read */
  stamps: Map<string, string>;
  /** given by the first call: the session that all of them seem to be of */
  sessionId?: string;
}

/**
 * One tool call outside any session, judged like every other: the configured agent and mode hold. Nothing of it is stored.
 * @throws OC_AGENT_UNKNOWN; OC_INPUT for a rule no policy understands
 */
export async function runToolOnce(
  kernel: Kernel,
  options: {
    tool: string;
    input: unknown;
    mode?: PermissionMode;
    /** beyond those configured and those allowed for always */
    rules?: Partial<PermissionRequest['sessionRules']>;
    person?: Person;
    signal?: AbortSignal;
    /** as events name the call; absent: made up */
    callId?: string;
    /** absent: this call remembers nothing */
    memory?: ToolMemory;
  },
): Promise<{ output: ToolOutput; durationMs: number; denied?: Denial }> {
  await kernel.activateFor('onSession');
  if (!kernel.find('tool', options.tool)) await kernel.bridges.start();
  const now = Date.now();
  const { signal = kernel.signal } = options;
  const { rules, memory = { state: new Map<string, unknown>(), stamps: new Map<string, string>() } } = options;
  await checkRules(kernel, rules);
  const { state, stamps } = memory;
  memory.sessionId ??= `ses_${ulid()}`;
  const saved = new SavedRules(kernel.paths.data);
  const workspace = workspaceOf(kernel.cwd);
  const agent = findAgent(kernel, kernel.config.config.agent ?? 'build');
  const mode = permissionMode(kernel, options.mode);
  const readOnly = readOnlyReason(agent, mode);
  const run = await runTool(
    { callId: options.callId ?? `call_${ulid()}`, tool: options.tool, input: options.input },
    {
      kernel,
      session: {
        id: memory.sessionId,
        title: '',
        directory: kernel.cwd,
        created_at: now,
        updated_at: now,
        usage: NO_USAGE,
        cost_usd: 0,
        state: {},
      },
      saved,
      toolSession: {
        files: fileLedger(stamps),
        getState: <T>(key: string) => state.get(key) as T | undefined,
        setState: async (key, value) => void state.set(key, value),
      },
      agent: agent.id,
      mode,
      ...(readOnly && { readOnly }),
      rules: { allow: [...(rules?.allow ?? []), ...saved.for(workspace)], ask: [...(rules?.ask ?? [])], deny: [...(rules?.deny ?? [])] },
      cwd: kernel.cwd,
      workspace,
      offered: new Set([...kernel.list('tool').map(({ id }) => id), ...kernel.bridges.tools().map(({ contribution }) => contribution.id)]),
      complete: (question) => askBeside(kernel, question, signal),
      signal,
      ...(options.person && { person: options.person }),
    },
  );
  return { output: run.output, durationMs: run.durationMs, ...(run.denial && { denied: run.denial }) };
}

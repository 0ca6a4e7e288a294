import type { PermissionMode, Session } from '@ock/schemas';
import type { ToolDefinition } from '../../kinds/model.ts';
import type { Kernel } from '../../runtime/kernel.ts';
import { ulid } from '../../runtime/ulid.ts';
import { findAgent } from '../agents/find-agent.ts';
import { Conversation } from '../conversation.ts';
import { NO_USAGE } from '../cost/cost.ts';
import { heldChoice } from '../models/held-choice.ts';
import { selectModel } from '../models/select-model.ts';
import { permissionMode } from '../tools/permission-mode.ts';
import { toolDefinitions } from '../tools/tool-definitions.ts';
import { findMode } from '../tools/work-mode.ts';
import { sessionNotes } from './session-notes.ts';
import { environmentNote, promptSettings, systemPrompt } from './system-prompt.ts';

export interface PreviewOptions {
  agent?: string | undefined;
  /** `provider/model` or a model id */
  model?: string | undefined;
  mode?: PermissionMode | undefined;
  workMode?: string | undefined;
  style?: string | undefined;
}

/** What the first request of a session would carry beside the prompt, before plugins change it. */
export interface PromptPreview {
  agent: string;
  model: string;
  permissionMode: PermissionMode;
  workMode?: string;
  style?: string;
  system: string;
  tools: ToolDefinition[];
  /** told before the first prompt: the environment, rules of the project, what is remembered */
  notes: string[];
}

/**
 * Puts together what a new session would send. Nothing is stored, no hook of sessions runs and no model is asked; bridges are started, so that
 * their tools are seen.
 * @throws OC_AGENT_UNKNOWN, OC_MODE_UNKNOWN, OC_MODEL_UNKNOWN
 */
export async function previewPrompt(kernel: Kernel, options: PreviewOptions = {}): Promise<PromptPreview> {
  const { config } = kernel.config;
  const agent = findAgent(kernel, heldChoice(kernel, 'agent', options.agent) ?? config.agent ?? 'build');
  const { mode: configuredMode, style: configuredStyle } = promptSettings(kernel);
  const modeId = options.workMode ?? configuredMode;
  const workMode = modeId === undefined ? undefined : findMode(kernel, modeId);
  const model = selectModel(kernel, heldChoice(kernel, 'model', options.model ?? agent.model));
  kernel.useMemoryStore();
  const now = Date.now();
  const session: Session = {
    id: `ses_${ulid()}`,
    title: '',
    directory: kernel.cwd,
    created_at: now,
    updated_at: now,
    usage: NO_USAGE,
    cost_usd: 0,
    state: {},
  };
  const conversation = new Conversation(kernel, await kernel.use('service', 'sessions'), {
    session,
    messages: [],
    agent,
    ...(workMode && { workMode }),
    model,
    fallback: [],
    mode: permissionMode(kernel, options.mode),
    rules: { allow: [], ask: [], deny: [] },
    limits: { maxTurns: 1 },
    release: async () => undefined,
  });
  conversation.setStyle(options.style ?? configuredStyle);
  await conversation.toolSet.takeLists();
  await kernel.bridges.start();
  conversation.toolSet.takeBrought();
  const { style } = conversation;
  const tools = conversation.tools();
  return {
    agent: agent.id,
    model,
    permissionMode: conversation.mode,
    ...(workMode && { workMode: workMode.id }),
    ...(style !== undefined && { style }),
    system: systemPrompt(
      conversation.agentInfo,
      tools.map(({ id }) => id),
    ),
    tools: toolDefinitions(tools),
    notes: [environmentNote(conversation), ...(await sessionNotes(conversation))],
  };
}

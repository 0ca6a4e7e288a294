import { z } from 'zod';
import { AgentConfig, ModeConfig, PromptConfig } from './config-agents.ts';
import {
  AuthConfig,
  ContextConfig,
  effort,
  FormatterConfig,
  GpuConfig,
  HooksConfig,
  LimitsConfig,
  LspServerConfig,
  McpServerConfig,
  ModelConfig,
  PatternConfig,
  PermissionsConfig,
  PluginSettings,
  ProviderConfig,
  SandboxConfig,
  ServerConfig,
  SessionConfig,
  SnapshotsConfig,
  ToolConfig,
  UiConfig,
} from './config-parts.ts';

/** Keys that stand at the top of `opencode.toml` and may also stand in a profile. */
const shared = {
  model: z.string().optional().describe('model used by default, as "provider/model"'),
  small_model: z.string().optional().describe('cheap model for titles and summaries, as "provider/model"'),
  fallback: z.array(z.string()).optional().describe('models that answer, in this order, while the model is overloaded or out of reach'),
  effort,
  agent: z.string().optional().describe('agent a session starts with'),
  language: z.string().optional().describe('language of all texts: en, ja, zh …'),
  data_dir: z.string().optional().describe('folder for sessions, keys and plugins'),
  log_level: z.enum(['debug', 'info', 'warn', 'error']).optional().describe('how much goes into the log'),
  project_dir: z.string().optional().describe('root of the project; default: the git root'),
  project_name: z.string().optional().describe('name shown for the project'),
  plans_dir: z.string().optional().describe('folder into which the tool plan writes plans as Markdown'),
  provider: z
    .object({ default: z.string().optional().describe('provider used when no model is named') })
    .catchall(ProviderConfig)
    .optional()
    .describe('providers, by id'),
  models: z.record(z.string(), ModelConfig).optional().describe('facts about models, by "provider/model"'),
  tools: z.record(z.string(), z.boolean()).optional().describe('tools offered to the model: true or false'),
  tool: z.record(z.string(), ToolConfig).optional().describe("a tool's own settings; with a command: a program of yours as a tool"),
  permissions: PermissionsConfig.optional().describe('what may happen without asking'),
  sandbox: SandboxConfig.optional().describe('what commands can touch, whatever was allowed'),
  limits: LimitsConfig.optional().describe('where a run stops'),
  mcp: z
    .object({
      servers: z.record(z.string(), McpServerConfig).optional().describe('servers, by name'),
      lazy: z
        .union([z.boolean(), z.int().nonnegative()])
        .optional()
        .describe('their tools are found by a search: always, never, or from this many tools on; default 40, or 20,000 tokens of schemas'),
    })
    .optional()
    .describe('Model Context Protocol'),
  ui: UiConfig.optional().describe('looks'),
  prompt: PromptConfig.optional().describe('what models are told'),
  agents: z.record(z.string(), AgentConfig).optional().describe('agents of your own, by name'),
  modes: z.record(z.string(), ModeConfig).optional().describe('modes and styles of your own, by name'),
  lsp: z
    .object({
      enabled: z.boolean().optional().describe('false: no language servers'),
      auto_start: z.boolean().optional().describe('start a language server when its language is first met'),
      idle_minutes: z.number().positive().optional().describe('a server that nobody asks is ended after this time; default 10'),
      timeout: z.number().positive().optional().describe('seconds to wait for an answer'),
    })
    .catchall(LspServerConfig)
    .optional()
    .describe('language servers, by language'),
  formatter: z
    .object({ enabled: z.boolean().optional().describe('false: no formatter runs after edits') })
    .catchall(FormatterConfig)
    .optional()
    .describe('formatters that run after edits, by name'),
  auth: AuthConfig.optional().describe('keys and sign-ins'),
  context: ContextConfig.optional().describe('what the model sees of a long session'),
  instructions: z.array(z.string()).optional().describe('files with further rules for the model: paths or globs'),
  session: SessionConfig.optional().describe('sessions'),
  snapshots: SnapshotsConfig.optional().describe('what can be undone'),
  override: z.record(z.string(), z.string()).optional().describe('which plugin provides a part: "tool:bash" = "@me/tool-bash"'),
  hooks: HooksConfig.optional().describe('commands run at certain moments; lists add up over all layers'),
  server: ServerConfig.optional().describe('HTTP server'),
  gpu: GpuConfig.optional().describe('local models and GPUs'),
  multi_model_patterns: z.record(z.string(), PatternConfig).optional().describe('several models on one prompt'),
  rag: z
    .looseObject({ embedding_model: z.string().optional().describe('model that turns texts into vectors, as provider/model') })
    .optional()
    .describe('retrieval'),
};

/** A profile: top-level keys that apply when it is chosen, and the choice of plugins. */
export const Profile = z.object({
  extends: z.string().optional().describe('profile to start from'),
  plugins: z.array(z.string()).optional().describe('globs over the installed plugins: only these'),
  disable: z.array(z.string()).optional().describe('globs over the installed plugins: not these'),
  ...shared,
});
export type Profile = z.infer<typeof Profile>;

/** The configuration as the program reads it: one vocabulary, every key optional. Unknown keys are dropped. */
export const Config = z.object({
  profile: z.string().optional().describe('profile used when none is named'),
  ...shared,
  plugins: z.record(z.string(), PluginSettings).optional().describe('settings and grants of plugins, by package name'),
  profiles: z.record(z.string(), Profile).optional().describe('profiles, by name'),
  trust: z
    .object({ folders: z.array(z.string()).optional().describe('folders that are trusted whatever is in them; * and ** as in "~/work/*"') })
    .optional()
    .describe("whom to trust; only in your own file and the administrator's"),
});
export type Config = z.infer<typeof Config>;

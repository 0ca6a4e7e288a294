import { z } from 'zod';

const text = (description: string) => z.string().optional().describe(description);
const flag = (description: string) => z.boolean().optional().describe(description);
const list = (description: string) => z.array(z.string()).optional().describe(description);
const count = (description: string) => z.int().nonnegative().optional().describe(description);
const amount = (description: string) => z.number().nonnegative().optional().describe(description);
const texts = z.record(z.string(), z.string());
const anything = z.record(z.string(), z.unknown());

/** Seconds as a number, or a number with a unit. */
export const Duration = z.union([z.number().nonnegative(), z.string().regex(/^(\d+(\.\d+)?|(\d+(\.\d+)?(ms|s|m|h))+)$/)]);

/** How long a model thinks: a level, or tokens. */
const EffortConfig = z.union([z.enum(['off', 'low', 'medium', 'high', 'max']), z.int().nonnegative()]);
export const effort = EffortConfig.optional().describe('how long models think before they answer: a level, or tokens');

export const ProviderConfig = z.object({
  type: text('what it speaks: openai-compatible, openai-responses, anthropic, google, bedrock, cohere, ollama, or the id of a wire'),
  name: text('name shown to people'),
  base_url: text('address of the API; alone it makes an OpenAI-compatible provider'),
  api_key: text('the key itself; better api_key_env, or `opencode auth`. {env:NAME} and {file:PATH} are replaced'),
  api_key_command: z
    .union([z.array(z.string()), z.string()])
    .optional()
    .describe('program that prints the key: its name and arguments, or a line for the shell; run when the key is first needed'),
  api_key_env: text('name of the environment variable that holds the key'),
  model: text('model used when this provider is chosen and no model is'),
  models: list('models it offers beyond those known'),
  headers: texts.optional().describe('HTTP headers sent with every request'),
  max_tokens: z.int().positive().optional().describe('most tokens in one answer'),
  temperature: z.number().min(0).max(2).optional().describe('sampling temperature'),
  effort,
  context_window: z.int().positive().optional().describe('tokens its models can see, where not known'),
  connect_timeout_s: z.number().positive().max(86_400).optional().describe('seconds until a connection must stand; default 30'),
  first_byte_timeout_s: z
    .number()
    .positive()
    .max(86_400)
    .optional()
    .describe('seconds from a request to the first byte of its answer; default limits.stall_timeout_s, more where models are loaded'),
  chunk_timeout_s: z
    .number()
    .positive()
    .max(86_400)
    .optional()
    .describe('seconds between two pieces of an answer; default limits.stall_timeout_s'),
  enabled: flag('false: the provider is not offered'),
  replay_loose: flag('provider replay only: recorded answers are taken turn by turn, also where a request has changed'),
  extra: anything.optional().describe('merged into every request body'),
});
export type ProviderConfig = z.infer<typeof ProviderConfig>;

const price = {
  input: amount('USD per million input tokens'),
  output: amount('USD per million output tokens'),
  cache_read: amount('USD per million tokens read from a cache'),
  cache_write: amount('USD per million tokens written to a cache'),
  cache_write_1h: amount('USD per million tokens written to a cache that is kept for an hour; default twice the input price'),
  reasoning: amount('USD per million tokens of reasoning, where they do not cost what other output does'),
};

export const ModelConfig = z.object({
  name: text('name shown to people'),
  wire: text("id of the wire it speaks, where that is not its provider's"),
  context: z.int().positive().optional().describe('tokens the model can see'),
  output: z.int().positive().optional().describe('tokens it can write in one answer'),
  temperature: z.number().min(0).max(2).optional().describe('sampling temperature'),
  effort,
  cost: z
    .object({
      ...price,
      tiers: z
        .array(
          z.object({
            above: z.int().positive().describe('tokens of input, cached ones included, above which these prices hold'),
            ...price,
          }),
        )
        .optional()
        .describe('other prices of calls with long input; ascending'),
    })
    .optional()
    .describe('prices'),
  capabilities: z
    .object({
      tools: flag('calls tools'),
      images: flag('reads images'),
      pdf: flag('reads PDF files'),
      reasoning: flag('reasons before it answers'),
      temperature: flag('accepts a temperature'),
    })
    .optional()
    .describe('what it can be given'),
  alias: list('short names for this model'),
  quirks: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
    .optional()
    .describe('facts its wire needs to treat it right'),
});
export type ModelConfig = z.infer<typeof ModelConfig>;

const PermissionModeName = z.enum(['ask', 'accept-edits', 'plan', 'deny', 'full']);

export const PermissionsConfig = z.object({
  mode: PermissionModeName.optional().describe('what happens where no rule decides'),
  allow: list('rules that allow: "tool" or "tool(pattern)"'),
  ask: list('rules that ask; adds up over all layers'),
  deny: list('rules that deny; adds up over all layers and always wins'),
  bash_allow: list('commands that run without asking, by their first words: "git status"'),
  auto_approve_tools: list('tools that run without asking'),
  auto_approve_bash_patterns: list('patterns of commands that run without asking'),
  ask_before_bash: flag('false: commands run without asking'),
  ask_before_edit: flag('false: files are changed without asking'),
  examples: z
    .array(
      z.object({
        call: z.string().describe('tool and what it would touch: "bash git push"'),
        expect: z.enum(['allow', 'ask', 'deny']).describe('what is decided under the rules of this file alone'),
        mode: PermissionModeName.optional().describe('permission mode it is about; default the one of this file'),
      }),
    )
    .optional()
    .describe('calls whose decision is checked when a session starts'),
});
export type PermissionsConfig = z.infer<typeof PermissionsConfig>;

export const HookConfig = z.object({
  matcher: z
    .string()
    .optional()
    .describe(
      'which tools, as a pattern over the whole name: "bash|edit"; also Bash, Edit, …. Of SessionStart, PreCompact and Notification: which sort',
    ),
  command: z
    .union([z.string(), z.array(z.string())])
    .describe('a line for the shell, or a program and its arguments; gets the event as JSON on standard input'),
  timeout: z.number().positive().max(600).optional().describe('seconds it may take; default 60'),
  enabled: flag('false: never run'),
});
export type HookConfig = z.infer<typeof HookConfig>;

const hooks = (what: string) => z.array(HookConfig).optional().describe(what);
export const HooksConfig = z.object({
  PreToolUse: hooks('before a tool call; may block or change it'),
  PostToolUse: hooks('after a tool call; may tell the model something'),
  UserPromptSubmit: hooks('before a prompt is sent; may block it or add to it'),
  SessionStart: hooks('when a session begins or is taken up again; may add to its first prompt'),
  SessionEnd: hooks('when a session is left'),
  Stop: hooks('when the model is done; may have it go on'),
  SubagentStop: hooks('when a sub-agent is done; may have it go on'),
  PreCompact: hooks('before older messages are summarised; may stop that'),
  Notification: hooks('when a person is waited for'),
  PermissionRequest: hooks('before a person is asked about a call; may answer'),
  claude_settings: flag('true: the hooks of .claude/settings.json run as well'),
});
export type HooksConfig = z.infer<typeof HooksConfig>;

export const SandboxModeName = z.enum(['off', 'read-only', 'workspace-write', 'full']);
export const SandboxConfig = z.object({
  mode: SandboxModeName.optional().describe('what commands may write; full: everything. Default workspace-write, where a sandbox works'),
  network: z.enum(['off', 'allow-list', 'on']).optional().describe('where commands may connect to; default on, with allow_hosts those'),
  allow_hosts: list('hosts of the allow-list: "packages.example.org", "*.example.com", "localhost:8080"'),
  writable: list('further folders that commands may write; absolute, or ~/…'),
  hidden: list('further files and folders that commands cannot read; absolute, or ~/…'),
  readable: list('files and folders that commands can read although they would be hidden: ~/.ssh/known_hosts, sockets in /run'),
  backend: text('id of the backend, or none; default the first that works'),
});
export type SandboxConfig = z.infer<typeof SandboxConfig>;

export const LimitsConfig = z.object({
  max_turns: z.int().positive().optional().describe('most model calls in answer to one prompt'),
  max_tool_calls: count('most tool calls in answer to one prompt'),
  max_cost_usd: amount('most USD one prompt may cost; no call starts that could pass it'),
  unpriced: z.enum(['allow', 'refuse']).optional().describe('under max_cost_usd, calls of a model whose price is not known'),
  timeout: Duration.optional().describe('longest run: seconds, or "90s", "10m", "1h30m"'),
  stall_timeout_s: z.number().positive().optional().describe('seconds without a byte after which a model call is tried again'),
  retries: count('how often a failed model call is tried again'),
  agent_depth: count('how deep sub-agents may call sub-agents; 0: none at all'),
  agents: count('most sub-agents in answer to one prompt'),
  tool_output_bytes: z.int().positive().optional().describe('most bytes of a tool result the model is shown'),
  tool_output_lines: z.int().positive().optional().describe('most lines of a tool result the model is shown'),
  tool_results_bytes: z.int().positive().optional().describe('most bytes of all tool results of one answer together'),
  session_results_bytes: z.int().positive().optional().describe('bytes of tool results after which a session is shown little of each'),
});
export type LimitsConfig = z.infer<typeof LimitsConfig>;

export const McpServerConfig = z.object({
  command: text('program to start'),
  args: list('its arguments'),
  env: texts.optional().describe('its environment, beyond ours'),
  cwd: text('directory it starts in'),
  url: text('address of a remote server'),
  headers: texts.optional().describe('HTTP headers for a remote server'),
  type: z
    .enum(['stdio', 'http', 'streamable-http', 'sse'])
    .optional()
    .describe('how it is reached, where its command or url does not tell'),
  timeout: Duration.optional().describe('longest wait for an answer, begun again by every sign of progress; default 60 s'),
  startup_timeout: Duration.optional().describe('longest wait at the start; after it the server joins when it is ready; default 10 s'),
  tools: list('its tools that are offered, "get_*" for several; default all'),
  trust_annotations: flag('true: its tools that call themselves read-only count as that'),
  sampling: flag('false: it may not use the model'),
  oauth: z
    .object({
      client_id: text('identifier that was registered by hand'),
      client_secret: text('its secret; {env:NAME} and {file:PATH} are replaced'),
      private_key: text('PEM key that a client without a person signs with, in place of a secret; {file:PATH} is replaced'),
      private_key_alg: text('what it signs by; default ES256'),
      scope: text('scopes asked for, separated by spaces'),
      callback_port: z.int().min(0).max(65535).optional().describe('port of the address a browser comes back to; default any free one'),
      flow: z.enum(['code', 'device', 'client_credentials']).optional().describe('how tokens are had; default code'),
    })
    .optional()
    .describe('sign-in at a remote server'),
  enabled: flag('false: known but not started'),
});
export type McpServerConfig = z.infer<typeof McpServerConfig>;

/** Beside these a tool's settings are what its plugin makes of them. */
export const ToolConfig = z.looseObject({
  env_pass: list('variables named like secrets that its programs get all the same; * stands for anything'),
  timeout: z.union([z.number().positive(), Duration]).optional().describe('longest call: ms, or "30s", "5m"'),
  command: z
    .union([z.array(z.string()), z.string()])
    .optional()
    .describe('program and arguments of a tool of your own; {name} is a value of the call'),
  description: text('command: what the model is told of it'),
  schema: anything.optional().describe('command: its parameters, a JSON Schema or a table of names and types'),
  read_only: flag('command: true: it changes nothing'),
  permission: z.enum(['fs.read', 'fs.write', 'exec', 'net']).optional().describe('command: what kind of call it is; default exec'),
  shell: z.union([z.boolean(), z.string()]).optional().describe('command: true: it is a line for the shell, values are in $TOOL_NAME'),
  stdin: flag('command: all values are given on stdin as JSON; default: where no {name} is used'),
  cwd: text('command: directory it runs in; default the one of the session'),
  env: texts.optional().describe('command: its environment, beyond ours'),
});
export type ToolConfig = z.infer<typeof ToolConfig>;

const color = z.union([z.int().min(0).max(255), z.string()]);
const keys = z.union([z.string(), z.array(z.string()), z.literal(false)]);

export const UiConfig = z.object({
  theme: z
    .union([z.string(), z.object({ base: text('theme whose colours apply where this table has none') }).catchall(color)])
    .optional()
    .describe('colour theme: its id, `auto`, or a table of roles and colours: `#rrggbb`, 0 to 255, or a name such as `red`, `brightBlack`'),
  enter_while_working: z.enum(['queue', 'steer']).optional().describe('what Enter does while the model works; default queue'),
  screen_reader: flag('true: nothing is drawn anew, no spinners, plain lines'),
  keys: z.record(z.string(), keys).optional().describe('keys of actions: `submit = "ctrl+enter"`, a list, or false for none'),
  notify: z.enum(['auto', 'osc9', 'bell', 'off']).optional().describe('how you are told that something waits while you look elsewhere'),
  notify_command: list('program and arguments run for that instead; the text is added as the last one'),
  title: flag("false: the window's title is left alone"),
  language: text('language of all texts; same as the key `language`'),
  show_token_count: flag('show tokens used'),
  show_cost: flag('show what it cost'),
  compact_mode: flag('less space between messages'),
  syntax_theme: text('colours of code'),
  animation_speed: amount('1 is normal, 0 stands still'),
  show_shortcuts: flag('show keys in the footer'),
  sidebar_width: count('columns'),
  font_size: text('web interface: small, normal, large'),
});
export type UiConfig = z.infer<typeof UiConfig>;

export const FormatterConfig = z.object({
  command: list(
    'program and arguments; $FILE is the file, which it changes in place. Without $FILE it reads the text and writes it formatted',
  ),
  stdin: flag('true: it reads the text and writes it formatted, and $FILE only names it'),
  extensions: list('file name endings it formats, with the dot'),
  env: texts.optional().describe('its environment, beyond ours'),
  enabled: flag('false: never run; true: run also where the project does not configure it'),
});
export type FormatterConfig = z.infer<typeof FormatterConfig>;

export const LspServerConfig = z.object({
  server: text('name of the language server'),
  command: list('program and arguments'),
  extensions: list('file name endings it serves, with the dot'),
  env: texts.optional().describe('its environment, beyond ours'),
  settings: anything.optional().describe('sent as its workspace configuration'),
  initialization_options: anything.optional().describe('sent when it starts'),
  enabled: flag('false: never started'),
});
export type LspServerConfig = z.infer<typeof LspServerConfig>;

export const ServerConfig = z.object({
  host: text('address to listen on'),
  port: z.int().min(0).max(65535).optional().describe('port to listen on; 0: any free one'),
  cors_origins: list('origins of web pages that may call it'),
  auth_enabled: flag('ask for a password'),
  auth_password: text('the password; better OPENCODE_SERVER_PASSWORD'),
});
export type ServerConfig = z.infer<typeof ServerConfig>;

export const GpuConfig = z.object({
  strategy: text('how models are placed on GPUs: auto, single, spread'),
  vram_threshold_percent: z.number().min(0).max(100).optional().describe('a GPU fuller than this gets no further model'),
  allow_shared_gpu: flag('several models may share a GPU'),
  auto_unload: flag('unload the model used longest ago when memory runs short'),
  reserved_vram_gb: amount('GB of each GPU that stay free'),
});
export type GpuConfig = z.infer<typeof GpuConfig>;

export const PatternConfig = z.object({
  pattern: z.enum(['sequential', 'ensemble', 'voting', 'specialized']).optional().describe('how the models work together'),
  models: z
    .array(
      z.object({
        model: text('model id'),
        provider: text('its provider'),
        system_prompt: text('its own system prompt'),
        temperature: z.number().min(0).max(2).optional().describe('sampling temperature'),
        max_tokens: z.int().positive().optional().describe('most tokens in one answer'),
        gpu_id: count('GPU to run on'),
        gpu_ids: z.array(z.int().nonnegative()).optional().describe('GPUs to run on'),
        vram_required_gb: amount('GB of GPU memory it needs'),
        exclusive_gpu: flag('share its GPU with no other model'),
      }),
    )
    .optional()
    .describe('the models, in order'),
  aggregator_model: text('model that joins the answers'),
  voting_strategy: text('majority, weighted or consensus'),
  enabled: flag('false: not offered'),
});
export type PatternConfig = z.infer<typeof PatternConfig>;

export const PluginSettings = z
  .object({
    enabled: flag('false: the plugin is not used'),
    grant: list('permissions given to it: "net:host", "secret:name", "fs.read" …'),
  })
  .catchall(z.unknown());
export type PluginSettings = z.infer<typeof PluginSettings>;

export const AuthConfig = z.object({
  store: z.enum(['file', 'keychain', 'auto']).optional().describe('where "auth login" keeps keys; auto: the keychain where it works'),
});
export type AuthConfig = z.infer<typeof AuthConfig>;

export const SnapshotsConfig = z.object({
  enabled: flag('false: what agents do to files cannot be undone'),
  max_size_mb: z.number().positive().optional().describe('MB of kept content; default 1,024'),
  max_age_days: z.number().positive().optional().describe('days that changes can be undone for; default 30'),
  max_file_mb: z.number().positive().optional().describe('MB of the largest file that is kept; default 16'),
});
export type SnapshotsConfig = z.infer<typeof SnapshotsConfig>;

export const ContextConfig = z.object({
  auto_compact: flag('false: older messages are never summarised by themselves; default true'),
  threshold: z.number().min(0.1).max(0.98).optional().describe('part of the context from which on it is compacted; default 0.85'),
  keep_turns: count('most prompts, with what followed them, that stay word for word; default 2'),
  model: text('model that writes summaries, as "provider/model"; default small_model'),
  rules_bytes: count('most bytes of AGENTS.md and other rules; 0: none are read; default 32768'),
});
export type ContextConfig = z.infer<typeof ContextConfig>;

export const SessionConfig = z
  .object({
    store: text('where sessions are kept: the id of a store'),
    auto_title: flag('let the model name new sessions'),
    auto_compact: flag('summarise older messages when the context fills up'),
    max_age_days: z.number().positive().optional().describe('days after its last change that a session is kept; absent: for ever'),
    max_sessions: z.int().positive().optional().describe('sessions that are kept, the last changed ones; absent: all'),
    max_size_mb: z.number().positive().optional().describe('megabytes of all sessions that are kept; absent: no limit'),
    auto_prune: flag('true: what is beyond these limits is deleted when a conversation ends; default: only by `opencode session prune`'),
    files: flag(
      'true: every session is also kept as a JSON file for people to find, written when a conversation ends; default: with store = "files"',
    ),
    dir: text(
      'folder of these files; default: docs/opencode/sessions in project_dir where that is set, docs/sessions of the folder worked in where it is there and trusted, else sessions in the data folder',
    ),
  })
  .catchall(z.unknown());
export type SessionConfig = z.infer<typeof SessionConfig>;

import { z } from 'zod';
import { Config, Profile } from './config-canonical.ts';
import { LspServerConfig, McpServerConfig, ModelConfig, ProviderConfig, SandboxConfig, SandboxModeName, UiConfig } from './config-parts.ts';

/** An accepted second spelling: same meaning, `use` is the one we write. */
const also = <T extends z.ZodType>(schema: T, use: string) => schema.optional().meta({ description: `same as ${use}`, deprecated: true });

const ProviderEntry = ProviderConfig.extend({ default_model: also(z.string(), 'model') });
const Providers = z
  .object({ default: z.string().optional().describe('provider used when no model is named') })
  .catchall(ProviderEntry)
  .describe('providers, by id');

const ModelEntry = ModelConfig.extend({
  provider: also(z.string(), 'the first half of the table name'),
  model_id: also(z.string(), 'the second half of the table name'),
  max_tokens: also(z.int().positive(), 'output'),
  supports_tools: also(z.boolean(), 'capabilities.tools'),
  supports_vision: also(z.boolean(), 'capabilities.images'),
  supports_streaming: z.boolean().optional().meta({ description: 'accepted, without effect: everything streams', deprecated: true }),
  cost_per_input_token: also(z.number().nonnegative(), 'cost.input, which counts a million tokens'),
  cost_per_output_token: also(z.number().nonnegative(), 'cost.output, which counts a million tokens'),
});

const level = ['debug', 'info', 'warn', 'warning', 'error', 'critical'];
const LogLevel = z.enum([...level, ...level.map((name) => name.toUpperCase())] as [string, ...string[]]);

const both = {
  sandbox: z.union([SandboxModeName, SandboxConfig]).optional().describe('what commands can touch, whatever was allowed: a mode, or more'),
  log_level: LogLevel.optional().describe('how much goes into the log'),
  provider: Providers.optional(),
  models: z.record(z.string(), ModelEntry).optional().describe('facts about models, by "provider/model"'),
  mcp: z
    .object({
      servers: z
        .union([z.array(z.string()), z.record(z.string(), McpServerConfig)])
        .optional()
        .describe('servers by name, or names to enable'),
      lazy: z
        .union([z.boolean(), z.int().nonnegative()])
        .optional()
        .describe('their tools are found by a search: always, never, or from this many tools on; default 40, or 20,000 tokens of schemas'),
    })
    .optional()
    .describe('Model Context Protocol'),
  lsp: z
    .object({
      enabled: z.boolean().optional().describe('false: no language servers'),
      auto_start: z.boolean().optional().describe('start a language server when its language is first met'),
      idle_minutes: z.number().positive().optional().describe('a server that nobody asks is ended after this time; default 10'),
      timeout: z.number().positive().optional().describe('seconds to wait for an answer'),
      servers: also(z.record(z.string(), LspServerConfig), '[lsp.<language>]'),
    })
    .catchall(LspServerConfig)
    .optional()
    .describe('language servers, by language'),
  default_model: also(z.string(), 'model'),
  default_agent: also(z.string(), 'agent'),
  default_provider: also(z.string(), 'provider.default'),
  providers: also(Providers, '[provider]'),
  mcp_servers: also(z.record(z.string(), McpServerConfig), '[mcp.servers]'),
  tui: also(UiConfig, '[ui]'),
  config_dir: z.string().optional().meta({ description: 'accepted, without effect: see XDG_CONFIG_HOME', deprecated: true }),
};

const ProfileEntry = Profile.extend({
  ...both,
  provider: z.union([z.string(), Providers]).optional().describe('provider to use, or providers by id'),
  base_url: z.string().optional().describe('address of the API of this profile’s provider'),
});

/** What may stand in `opencode.toml`: the canonical keys and the second spellings. */
export const ConfigFile = Config.extend({
  ...both,
  profiles: z.record(z.string(), ProfileEntry).optional().describe('profiles, by name'),
});

type Node = { [key: string]: unknown };

/**
 * JSON Schema (draft 2020-12) of `opencode.toml`, for editors and for the loader's own check. Tables with fixed keys say
 * `additionalProperties: false`, which an editor underlines and the loader only warns about.
 */
export function configJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(ConfigFile, { io: 'input' }) as Node;
  closeTables(schema);
  const { $schema, ...rest } = schema;
  return { $schema, title: 'opencode.toml', description: 'configuration of opencode', ...rest };
}

function closeTables(node: unknown): void {
  if (Array.isArray(node)) node.forEach(closeTables);
  if (node === null || typeof node !== 'object' || Array.isArray(node)) return;
  const table = node as Node;
  if (table.type === 'object' && table.properties !== undefined && table.additionalProperties === undefined)
    table.additionalProperties = false;
  if (table.type === 'object') delete table.propertyNames;
  if (table.maximum === Number.MAX_SAFE_INTEGER) delete table.maximum;
  Object.values(table).forEach(closeTables);
}

import type { AgentContribution, ModeContribution } from './agent.ts';
import type { Bridge, BridgeContribution } from './bridge.ts';
import type { CommandContribution } from './command.ts';
import type { Frontend, FrontendContribution } from './frontend.ts';
import type { LocaleContribution } from './locale.ts';
import type { Policy, PolicyContribution } from './policy.ts';
import type { Provider, ProviderContribution } from './provider.ts';
import type { Gpu, GpuContribution, Router, RouterContribution } from './router.ts';
import type { Sandbox, SandboxContribution } from './sandbox.ts';
import type { ServiceContribution } from './service.ts';
import type { Slash, SlashContribution } from './slash.ts';
import type { StoreContribution, StoreFactory } from './store.ts';
import type { ThemeContribution } from './theme.ts';
import type { Tool, ToolContribution } from './tool.ts';
import type { Wire, WireContribution } from './wire.ts';

export type * from './agent.ts';
export type * from './bridge.ts';
export type * from './command.ts';
export type * from './command-hooks-service.ts';
export type * from './compaction-service.ts';
export type * from './embedding.ts';
export type * from './first-run-service.ts';
export type * from './formatter-service.ts';
export type * from './frontend.ts';
export type * from './keychain-service.ts';
export type * from './locale.ts';
export type * from './lsp-service.ts';
export type * from './mcp-server-service.ts';
export type * from './mcp-service.ts';
export type * from './memory-service.ts';
export type * from './mentions-service.ts';
export type * from './model.ts';
export type * from './model-calls.ts';
export type * from './policy.ts';
export type * from './project-index-service.ts';
export type * from './prompt-commands-service.ts';
export type * from './provider.ts';
export type * from './recorder-service.ts';
export type * from './router.ts';
export type * from './sandbox.ts';
export type * from './sandbox-service.ts';
export type * from './service.ts';
export type * from './session-service.ts';
export type * from './skills-service.ts';
export type * from './slash.ts';
export type * from './snapshot-service.ts';
export type * from './store.ts';
export type * from './theme.ts';
export type * from './tool.ts';
export type * from './watcher-service.ts';
export type * from './wire.ts';

/** What code registers, by kind. Kinds that are data only (agent, mode, locale, theme, command) register nothing. */
export interface Kinds {
  wire: Wire;
  provider: Provider;
  tool: Tool;
  agent: never;
  mode: never;
  policy: Policy;
  store: StoreFactory;
  bridge: Bridge;
  frontend: Frontend;
  router: Router;
  gpu: Gpu;
  locale: never;
  theme: never;
  slash: Slash;
  sandbox: Sandbox;
  command: never;
  service: unknown;
}
export type Kind = keyof Kinds;

/** What manifests say, by kind: the static side. */
export interface Contributions {
  wire: WireContribution;
  provider: ProviderContribution;
  tool: ToolContribution;
  agent: AgentContribution;
  mode: ModeContribution;
  policy: PolicyContribution;
  store: StoreContribution;
  bridge: BridgeContribution;
  frontend: FrontendContribution;
  router: RouterContribution;
  gpu: GpuContribution;
  locale: LocaleContribution;
  theme: ThemeContribution;
  slash: SlashContribution;
  sandbox: SandboxContribution;
  command: CommandContribution;
  service: ServiceContribution;
}

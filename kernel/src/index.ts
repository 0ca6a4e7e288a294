export type * from './http/client.ts';
export type * from './kinds/index.ts';
export { ERROR_CODES, type ErrorCode, type ErrorDetails, KernelError, ModelError, ToolError } from './runtime/errors.ts';
export type { HookName, HookTaps, PromptInput, TapOptions, ToolCallInfo, TurnInfo } from './runtime/hooks.ts';
export { definePlugin, type Logger, type PluginContext, type PluginModule } from './runtime/plugin.ts';
export type { Translate, TranslateArgs } from './runtime/translate.ts';
export type { FileLedger, ToolSession } from './turn/tool-session.ts';
export { atomicWrite } from './host/atomic-write.ts';
export { fileStamp, resolvePath } from './host/paths.ts';

export * from './config-agents.ts';
export * from './config-canonical.ts';
export { ConfigFile, configJsonSchema } from './config-file.ts';
export * from './config-parts.ts';

import type { Config, ProviderConfig } from '@ock/schemas';

/** What `type` in `[provider.<id>]` may be called, and the wire it means. Any other value is taken for the id of a wire. */
export const WIRE_OF_TYPE: Readonly<Record<string, string>> = {
  'openai-compatible': 'openai-chat',
  openai_compatible: 'openai-chat',
  openai: 'openai-chat',
  'openai-chat': 'openai-chat',
  'openai-responses': 'openai-responses',
  responses: 'openai-responses',
  azure: 'openai-chat',
  anthropic: 'anthropic-messages',
  'anthropic-compatible': 'anthropic-messages',
  'anthropic-messages': 'anthropic-messages',
  google: 'google-generate',
  gemini: 'google-generate',
  bedrock: 'bedrock-converse',
  ollama: 'ollama',
  cohere: 'cohere',
};

/** `[provider.<id>]`; undefined when nothing was configured for it. */
export function providerSettings(config: Config, id: string): ProviderConfig | undefined {
  const entry: unknown = id === 'default' || !config.provider || !Object.hasOwn(config.provider, id) ? undefined : config.provider[id];
  return typeof entry === 'object' && entry !== null ? (entry as ProviderConfig) : undefined;
}

/** Ids of all `[provider.<id>]`, the switched-off ones included. */
export function configuredProviders(config: Config): string[] {
  return Object.keys(config.provider ?? {}).filter((id) => providerSettings(config, id) !== undefined);
}

/**
 * The wire a configured provider speaks: what `type` says; else its own (`known`, of an installed provider); else, having an address,
 * the OpenAI-compatible one. Undefined: nothing says how to speak to it.
 */
export function wireOf(settings: ProviderConfig | undefined, known?: string): string | undefined {
  if (settings?.type !== undefined) return WIRE_OF_TYPE[settings.type.toLowerCase()] ?? settings.type;
  return known ?? (settings?.base_url === undefined ? undefined : 'openai-chat');
}

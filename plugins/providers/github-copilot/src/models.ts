import { askService, type ModelInfo, type ModelTarget, modelHeaders, type ProviderIo } from '@ock/kernel';

interface Offer {
  id?: string;
  name?: string;
  model_picker_enabled?: boolean;
  policy?: { state?: string };
  supported_endpoints?: string[];
  capabilities?: {
    type?: string;
    limits?: { max_context_window_tokens?: number; max_output_tokens?: number };
    supports?: {
      tool_calls?: boolean;
      vision?: boolean;
      reasoning_effort?: unknown;
      adaptive_thinking?: boolean;
      max_thinking_budget?: number;
    };
  };
}

/** The wire of each path, first what keeps most of a conversation. */
const WIRES = [
  ['/v1/messages', 'anthropic-messages'],
  ['/responses', 'openai-responses'],
  ['/chat/completions', 'openai-chat'],
] as const;

/** The chat models that this account's subscription has now. @param target prepared: with the account's address and token */
export async function offeredModels(target: ModelTarget, io: ProviderIo): Promise<ModelInfo[]> {
  const { answer } = await askService(io, 'GitHub Copilot', { url: `${target.baseUrl}/models`, headers: modelHeaders(target) });
  const offers = Array.isArray(answer.data) ? (answer.data as Offer[]) : [];
  return offers.flatMap((offer) => (isForUs(offer) ? [infoOf(offer as Offer & { id: string })] : []));
}

function isForUs({ id, capabilities, policy, model_picker_enabled: shown }: Offer): boolean {
  return (
    typeof id === 'string' && id !== '' && (capabilities?.type ?? 'chat') === 'chat' && policy?.state !== 'disabled' && shown !== false
  );
}

function infoOf({ id, name, supported_endpoints: paths, capabilities = {} }: Offer & { id: string }): ModelInfo {
  const { limits = {}, supports = {} } = capabilities;
  const { max_context_window_tokens: context, max_output_tokens: output } = limits;
  const wire = WIRES.find(([path]) => paths?.includes(path))?.[1];
  const abilities = {
    ...(supports.tool_calls === undefined ? {} : { tools: supports.tool_calls }),
    ...(supports.vision === undefined ? {} : { images: supports.vision }),
    ...(supports.reasoning_effort || supports.adaptive_thinking || supports.max_thinking_budget ? { reasoning: true } : {}),
  };
  return {
    id,
    ...(name ? { name } : {}),
    ...(context ? { context } : {}),
    ...(output ? { output: Math.min(output, context ?? output) } : {}),
    ...(Object.keys(abilities).length > 0 ? { capabilities: abilities } : {}),
    ...(wire ? { wire } : {}),
    ...(wire === 'anthropic-messages' && supports.adaptive_thinking ? { quirks: { thinking: 'adaptive' } } : {}),
  };
}

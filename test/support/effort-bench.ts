import type { Effort, ModelInfo, ModelRequest, ModelTarget } from '@ock/kernel';

const REQUEST: ModelRequest = { system: '', messages: [{ role: 'user', content: [{ type: 'text', text: 'a' }] }], tools: [] };
/** what `all` asks for, in order */
export const LEVELS: Effort[] = ['off', 'low', 'medium', 'high', 'max', 5000];

/** A model that reasons, with these facts. */
export function target(info: Partial<ModelInfo>, changes: Partial<ModelTarget> = {}): ModelTarget {
  const facts = { id: 'm', capabilities: { reasoning: true }, ...info };
  return { provider: 'p', model: 'm', wire: 'w', baseUrl: '', headers: {}, auth: { type: 'none' }, info: facts, extra: {}, ...changes };
}

/**
 * What a wire makes of efforts for a model of these facts, without a server.
 * @param fields what the wire puts into its body for an effort
 * @param build its body
 */
export function effortBench<Fields, Body>(
  fields: (effort: Effort, target: ModelTarget) => Fields,
  build: (request: ModelRequest, target: ModelTarget) => Body,
) {
  return {
    /** for off, low, medium, high, max and 5000 tokens */
    all: (info: Partial<ModelInfo>, changes?: Partial<ModelTarget>): Fields[] =>
      LEVELS.map((effort) => fields(effort, target(info, changes))),
    body: (
      effort: Effort | undefined,
      info: Partial<ModelInfo>,
      changes: Partial<ModelTarget> = {},
      request: Partial<ModelRequest> = {},
    ): Body => build({ ...REQUEST, ...request }, target(info, { ...changes, ...(effort !== undefined && { effort }) })),
  };
}

type Quirks = Readonly<Record<string, string | number | boolean>>;

const CLAUDE = { toolStatus: true, cachePoints: 'tools system messages' };
const BUDGET = { ...CLAUDE, effortAs: 'budget' };
const ADAPTIVE = { ...CLAUDE, thinking: 'adaptive', effortAs: 'adaptive', efforts: 'none low medium high xhigh max' };
const ALWAYS = { ...ADAPTIVE, efforts: 'low medium high xhigh max' };
const FIRST_ADAPTIVE = { ...ADAPTIVE, efforts: 'none low medium high max' };
const NOVA = { toolStatus: true, cachePoints: 'system messages', plainSchema: true };

/**
 * Facts of families of models, by how their ids begin without a region; the first match counts. `profiles` names the inference profiles a family
 * is offered by, the others are the wire's. They lie here and not in the manifest because each holds for every region's id of a model.
 */
const FAMILIES: readonly [string, Quirks][] = [
  ['anthropic.claude-v2', { toolStatus: true }],
  ['anthropic.claude-instant', { toolStatus: true }],
  ['anthropic.claude-3-haiku', { toolStatus: true }],
  ['anthropic.claude-3-opus', { toolStatus: true, profiles: 'us' }],
  ['anthropic.claude-3-sonnet', { toolStatus: true }],
  ['anthropic.claude-3-5-sonnet', { toolStatus: true, profiles: 'us eu apac' }],
  ['anthropic.claude-3-7', { ...BUDGET, profiles: 'us eu apac' }],
  ['anthropic.claude-3-', { ...CLAUDE, profiles: 'us eu apac' }],
  ['anthropic.claude-opus-4-1', { ...BUDGET, profiles: 'us' }],
  ['anthropic.claude-opus-4-2', { ...BUDGET, profiles: 'us' }],
  ['anthropic.claude-opus-4-5', { ...BUDGET, profiles: 'us eu global' }],
  ['anthropic.claude-opus-4-6', { ...FIRST_ADAPTIVE, profiles: 'us eu au global' }],
  ['anthropic.claude-opus-4-7', { ...ADAPTIVE, profiles: 'us eu jp global' }],
  ['anthropic.claude-sonnet-4-2', { ...BUDGET, profiles: 'us eu apac global' }],
  ['anthropic.claude-sonnet-4-5', { ...BUDGET, profiles: 'us eu jp au global' }],
  ['anthropic.claude-haiku-4-5', { ...BUDGET, profiles: 'us eu au global' }],
  ['anthropic.claude-sonnet-4-6', { ...FIRST_ADAPTIVE, profiles: 'us eu jp au global' }],
  ['anthropic.claude-opus-5-5', { ...ALWAYS, profiles: 'us eu jp au global' }],
  ['anthropic.claude-sonnet-5-5', { ...ALWAYS, profiles: 'us eu jp au global' }],
  ['anthropic.claude-fable', { ...ALWAYS, profiles: 'us eu jp au global' }],
  ['anthropic.claude', { ...ADAPTIVE, profiles: 'us eu jp au global' }],
  ['amazon.nova-premier', { ...NOVA, profiles: 'us' }],
  ['amazon.nova-2', { ...NOVA, effortAs: 'reasoningConfig', efforts: 'none low medium high', profiles: 'us eu jp global' }],
  ['amazon.nova-', { ...NOVA, profiles: 'us eu apac' }],
  ['amazon.titan-text', { noSystemRole: true }],
  ['meta.llama', { noToolChoice: true, noToolStream: true, profiles: 'us' }],
  ['deepseek.r1', { noToolChoice: true, noToolStream: true, profiles: 'us' }],
  ['openai.gpt-oss', { noToolChoice: true, effortAs: 'reasoning_effort' }],
  ['writer.palmyra', { noToolChoice: true, noToolStream: true, profiles: 'us' }],
];

/** What is known of a model by its id, which names no region. */
export function familyQuirks(bareId: string): Quirks {
  return FAMILIES.find(([prefix]) => bareId.startsWith(prefix))?.[1] ?? {};
}

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { abilities, defined, type Fact, type Facts, type Price } from './fact.ts';

interface PiPrice {
  input: number;
  output: number;
  cacheRead?: number;
  cacheWrite?: number;
}
interface PiModel {
  type?: string;
  id: string;
  name?: string;
  reasoning?: boolean;
  input?: string[];
  cost?: PiPrice & { tiers?: (PiPrice & { inputTokensAbove: number })[] };
  contextWindow?: number;
  maxTokens?: number;
  compat?: { supportsTemperature?: boolean; forceAdaptiveThinking?: boolean; requiresReasoningContentOnAssistantMessages?: boolean };
}

/** Their ids of providers that have another name here. */
const OURS: Record<string, string> = { together: 'togetherai', 'vercel-ai-gateway': 'vercel', fireworks: 'fireworks-ai' };
/** Models that we speak Anthropic's protocol with, as provider/model. */
const ANTHROPIC = /^(anthropic|(openrouter|vercel)\/~?anthropic)\//;
const GATEWAY = 'cloudflare-ai-gateway';
/** Variants that answer within hours. */
const BATCH = /[:-]batch$/;
/** Models whose zero price is a price and not a gap. */
const FREE = /:free$|^openrouter\/free$/;

/** Chat models of `@earendil-works/pi-ai`: `dist/providers/data/<provider>.json` is protocol → "type:id" → model. @param dir the package */
export function piFacts(dir: string, providers: ReadonlySet<string>): Facts {
  const data = join(dir, 'dist/providers/data');
  const facts: Facts = {};
  for (const file of readdirSync(data).filter((name) => /^[a-z].*\.json$/.test(name))) {
    const id = OURS[file.slice(0, -5)] ?? file.slice(0, -5);
    if (!providers.has(id)) continue;
    const protocols = JSON.parse(readFileSync(join(data, file), 'utf8')) as Record<string, Record<string, PiModel>>;
    const models = Object.values(protocols).flatMap((byName) => Object.values(byName));
    const chat = models.filter(({ id: model, type = 'chat' }) => type === 'chat' && !BATCH.test(model));
    facts[id] = Object.fromEntries(chat.map((model) => [id === GATEWAY ? compatId(model.id) : model.id, factOf(id, model)]));
  }
  return facts;
}

/** The gateway's one address for all vendors takes the vendor in front of the model. */
function compatId(model: string): string {
  if (model.includes('/')) return model;
  return `${model.startsWith('claude-') ? 'anthropic' : 'openai'}/${model}`;
}

function factOf(provider: string, model: PiModel): Fact {
  const { compat = {}, input } = model;
  const quirks = {
    ...(compat.forceAdaptiveThinking && ANTHROPIC.test(`${provider}/${model.id}`) ? { thinking: 'adaptive' } : {}),
    ...(compat.requiresReasoningContentOnAssistantMessages ? { reasoningField: 'reasoning_content' } : {}),
  };
  return defined({
    name: model.name,
    context: model.contextWindow || undefined,
    output: model.maxTokens ? Math.min(model.maxTokens, model.contextWindow ?? model.maxTokens) : undefined,
    cost: costOf(model),
    can: abilities({
      // the package lists only models that take tools
      tools: true,
      images: input?.includes('image'),
      reasoning: model.reasoning,
      temperature: compat.supportsTemperature === false ? false : undefined,
    }),
    quirks: Object.keys(quirks).length > 0 ? quirks : undefined,
  });
}

function costOf({ id, cost }: PiModel): Fact['cost'] {
  if (!cost || cost.input < 0 || (cost.input === 0 && cost.output === 0 && !FREE.test(id))) return undefined;
  const tiers = cost.tiers?.map((tier) => ({ above: tier.inputTokensAbove, ...price(tier) }));
  return { ...price(cost), ...(tiers?.length ? { tiers } : {}) };
}

/** They write 0 where a cache price is not known. */
function price({ input, output, cacheRead, cacheWrite }: PiPrice): Price {
  return defined({ input, output, cache_read: cacheRead || undefined, cache_write: cacheWrite || undefined });
}

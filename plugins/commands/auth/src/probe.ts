import {
  embed,
  errorText,
  type Kernel,
  KernelError,
  listModels,
  modelTarget,
  type ProviderContribution,
  selectModel,
  type Translate,
} from '@ock/kernel';
import { keyState } from './key-state.ts';
import { type Problem, problemOf } from './problem.ts';
import { servedModel } from './served-model.ts';

/** ms for one test request */
const PROBE_TIMEOUT_MS = 30_000;
/** providers tested at the same time */
const AT_ONCE = 6;

export interface ProbeAnswer {
  provider: string;
  model?: string;
  ok: boolean;
  ms?: number;
  /** what is wrong */
  problem?: Problem;
  code?: string;
  message?: string;
  /** what to do about it, in a line */
  next?: string;
  /** it works without a key, and none was sent */
  without_key?: true;
}

/** Tests several, a few at a time. @param tell is called as each is done */
export async function probeAll(
  kernel: Kernel,
  providers: readonly ProviderContribution[],
  t: Translate,
  tell: (answer: ProbeAnswer) => void,
): Promise<ProbeAnswer[]> {
  const answers: ProbeAnswer[] = new Array(providers.length);
  let next = 0;
  const worker = async () => {
    for (let at = next++; at < providers.length; at = next++) {
      const answer = await probe(kernel, providers[at] as ProviderContribution, t);
      answers[at] = answer;
      tell(answer);
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, providers.length) }, worker));
  return answers;
}

/** One real request for one token, through the provider's wire. Never throws: the answer says what is wrong. */
export async function probe(kernel: Kernel, provider: ProviderContribution, t: Translate): Promise<ProbeAnswer> {
  const begin = performance.now();
  const answer: ProbeAnswer = { provider: provider.id, ok: false };
  const signal = AbortSignal.any([kernel.signal, AbortSignal.timeout(PROBE_TIMEOUT_MS)]);
  let url = provider.baseUrl ?? '';
  const passed = (): ProbeAnswer => {
    const bare = keyState(kernel, provider).ok === 'not-needed';
    return { ...answer, ok: true, ms: Math.round(performance.now() - begin), ...(bare && { without_key: true as const }) };
  };
  try {
    const embedder = onlyEmbedder(provider);
    if (embedder !== undefined) {
      answer.model = embedder;
      await embed(kernel, ['ok'], { model: embedder, signal });
      return passed();
    }
    const model = await testModel(kernel, provider, signal);
    if (model === undefined) return { ...answer, problem: 'model', code: 'OC_MODEL_NONE', ...noModel(provider, t) };
    answer.model = model;
    const target = await modelTarget(kernel, model, signal);
    url = target.baseUrl;
    const wire = await kernel.use('wire', target.wire);
    const request = { system: '', messages: [{ role: 'user' as const, content: [{ type: 'text' as const, text: 'Say ok.' }] }], tools: [] };
    await wire.stream(request, { ...target, maxTokens: 1 }, { http: kernel.http, emit: () => undefined, signal });
    return passed();
  } catch (error) {
    const late = signal.aborted && !kernel.signal.aborted;
    const problem = problemOf(error, late, url, kernel.options.env);
    const code = late ? 'OC_TIMEOUT' : error instanceof KernelError ? error.code : 'OC_INTERNAL';
    const message = late ? t('command-auth.late', { seconds: PROBE_TIMEOUT_MS / 1000 }) : errorText(error, t, false);
    return {
      ...answer,
      problem,
      code,
      message,
      next: t(`command-auth.next_${problem}`, { provider: provider.id, url: provider.keyUrl ?? '' }),
    };
  }
}

/** The default embedding model of a provider that has nothing to talk to. */
function onlyEmbedder({ id, models, anyModel, embeddings }: ProviderContribution): string | undefined {
  const talks = models.length > 0 || anyModel !== false;
  return talks || embeddings?.defaultModel === undefined ? undefined : `${id}/${embeddings.defaultModel}`;
}

/** The configured model, else the cheapest that the provider names, else the first that its server has. */
async function testModel(kernel: Kernel, provider: ProviderContribution, signal: AbortSignal): Promise<string | undefined> {
  const known = listModels(kernel).flatMap((model) => (model.provider === provider.id ? [model.info] : []));
  const priced = known.filter(({ cost }) => cost !== undefined).sort((a, b) => (a.cost?.output ?? 0) - (b.cost?.output ?? 0));
  const settings = (kernel.config.config.provider as Record<string, { model?: string; models?: string[] } | undefined> | undefined)?.[
    provider.id
  ];
  const id = settings?.model ?? settings?.models?.[0] ?? priced[0]?.id ?? provider.defaultModel ?? known[0]?.id;
  const chosen = id ?? (await servedModel(kernel, provider, signal));
  return chosen === undefined ? undefined : selectModel(kernel, `${provider.id}/${chosen}`);
}

function noModel(provider: ProviderContribution, t: Translate): { message: string; next: string } {
  const { id, pullCommand } = provider;
  const next = pullCommand ? t('command-auth.next_pull', { command: pullCommand }) : t('command-auth.next_name', { provider: id });
  return { message: t('command-auth.no_model'), next };
}

import { errorText, type Kernel, KernelError, modelTarget, type ProviderContribution, selectModel, type Translate } from '@ock/kernel';

/** ms for one test request */
const PROBE_TIMEOUT_MS = 30_000;

export interface ProbeAnswer {
  provider: string;
  model?: string;
  ok: boolean;
  ms?: number;
  /** what is wrong: no key, a key that is refused, no connection, the model, something else */
  problem?: 'no-key' | 'key' | 'network' | 'model' | 'other';
  code?: string;
  message?: string;
}

/** One real request for one token, through the provider's wire. Never throws: the answer says what is wrong. */
export async function probe(kernel: Kernel, provider: ProviderContribution, t: Translate): Promise<ProbeAnswer> {
  const begin = performance.now();
  const answer: ProbeAnswer = { provider: provider.id, ok: false };
  const signal = AbortSignal.any([kernel.signal, AbortSignal.timeout(PROBE_TIMEOUT_MS)]);
  try {
    answer.model = testModel(kernel, provider);
    const target = await modelTarget(kernel, answer.model, signal);
    const wire = await kernel.use('wire', target.wire);
    const request = { system: '', messages: [{ role: 'user' as const, content: [{ type: 'text' as const, text: 'Say ok.' }] }], tools: [] };
    await wire.stream(request, { ...target, maxTokens: 1 }, { http: kernel.http, emit: () => undefined, signal });
    return { ...answer, ok: true, ms: Math.round(performance.now() - begin) };
  } catch (error) {
    const late = signal.aborted && !kernel.signal.aborted;
    const code = late ? 'OC_TIMEOUT' : error instanceof KernelError ? error.code : 'OC_INTERNAL';
    const message = late ? t('command-auth.late', { seconds: PROBE_TIMEOUT_MS / 1000 }) : errorText(error, t);
    return { ...answer, problem: problemOf(error, late), code, message };
  }
}

/** The configured model, else the cheapest that the provider names. */
function testModel(kernel: Kernel, provider: ProviderContribution): string {
  const priced = provider.models.filter(({ cost }) => cost !== undefined).sort((a, b) => (a.cost?.output ?? 0) - (b.cost?.output ?? 0));
  const settings = (kernel.config.config.provider as Record<string, { model?: string } | undefined> | undefined)?.[provider.id];
  const id = settings?.model ?? priced[0]?.id ?? provider.defaultModel ?? provider.models[0]?.id;
  if (!id) throw new KernelError('OC_MODEL_UNKNOWN', { model: `${provider.id}/`, near: '' });
  return selectModel(kernel, `${provider.id}/${id}`);
}

function problemOf(error: unknown, late: boolean): ProbeAnswer['problem'] {
  if (late) return 'network';
  if (!(error instanceof KernelError)) return 'other';
  const { status } = error as { status?: number };
  if (error.code === 'OC_AUTH_MISSING') return 'no-key';
  if (error.code === 'OC_AUTH_REFUSED' || status === 401 || status === 403) return 'key';
  if (error.code === 'OC_NETWORK' || error.code === 'OC_MODEL_STALL') return 'network';
  if (error.code === 'OC_MODEL_UNKNOWN' || status === 404) return 'model';
  return 'other';
}

import type { Usage } from '@ock/schemas';
import type { ModelRequest, ModelTarget } from '../../kinds/model.ts';
import type { Completion, CompletionOptions } from '../../kinds/model-calls.ts';
import { KernelError } from '../../runtime/errors.ts';
import type { Kernel } from '../../runtime/kernel.ts';
import { redactSecrets } from '../../runtime/redact.ts';
import { NO_USAGE } from '../cost/cost.ts';
import { callLimits } from './call-limits.ts';
import { badFinish } from './call-model.ts';
import { type Answer, type CallLimits, callWire } from './call-wire.ts';
import { modelTarget, selectModel } from './select-model.ts';
import { configuredEffort, settleEffort } from './settle-effort.ts';

/** models asked at once */
const MAX_MODELS = 32;

/**
 * Asks models outside a session: at the same time, each by itself, without tools, history or stand-ins. Nothing is emitted or stored. What
 * looks like a key in the prompt does not leave.
 * @throws OC_INPUT for a prompt without words or a bad number of models, the signal's reason on abort
 */
export async function complete(kernel: Kernel, prompt: string, options: CompletionOptions = {}): Promise<Completion[]> {
  const models = options.models ?? [selectModel(kernel)];
  if (prompt.trim() === '') throw new KernelError('OC_INPUT', { because: 'reason.empty_prompt' });
  if (models.length === 0 || models.length > MAX_MODELS)
    throw new KernelError('OC_INPUT', { because: 'reason.model_count', count: models.length, max: MAX_MODELS });
  const signal = AbortSignal.any([kernel.signal, ...(options.signal ? [options.signal] : [])]);
  signal.throwIfAborted();
  const answers = await Promise.all(models.map((model) => completion(kernel, model, prompt, options, signal)));
  signal.throwIfAborted();
  return answers;
}

async function completion(
  kernel: Kernel,
  name: string,
  prompt: string,
  options: CompletionOptions,
  signal: AbortSignal,
): Promise<Completion> {
  const begin = performance.now();
  let model = name;
  let last: Answer | undefined;
  let failure: unknown;
  try {
    model = selectModel(kernel, name);
    const target = await targetOf(kernel, model, options, signal);
    const request = await requestOf(kernel, target, prompt, options);
    last = await askOutside(kernel, target, request, {
      signal,
      began: (answer) => {
        last = answer;
      },
      ...(options.onText && { onText: (delta: string) => options.onText?.(model, delta) }),
      ...(options.onVoid && { onVoid: () => options.onVoid?.(model) }),
    });
    failure = last.assembly.finish === 'length' ? undefined : badFinish(last.assembly, false);
  } catch (error) {
    failure = error;
  }
  const { assembly, bill } = last ?? {};
  const reasoning = assembly?.parts.map((part) => (part.type === 'reasoning' ? part.text : '')).join('') ?? '';
  return {
    model,
    text: assembly?.text ?? '',
    reasoning,
    finish: assembly?.finish ?? 'error',
    usage: bill?.usage ?? (NO_USAGE satisfies Usage),
    ...(bill?.isKnown && { costUsd: bill.costUsd ?? 0 }),
    durationMs: Math.round(performance.now() - begin),
    ...(failure !== undefined && { error: failure instanceof Error ? failure : new Error(String(failure)) }),
  };
}

export interface OutsideCall {
  signal: AbortSignal;
  /** absent: those of the configuration */
  limits?: CallLimits;
  began?(answer: Answer): void;
  onText?(delta: string): void;
  onVoid?(): void;
  /** true: recordings know nothing of it */
  isUnrecorded?: boolean;
}

/** One answer outside a session. @throws what `callWire` does */
export async function askOutside(kernel: Kernel, target: ModelTarget, request: ModelRequest, call: OutsideCall): Promise<Answer> {
  const { signal, limits = callLimits(kernel), began, onText, onVoid, isUnrecorded } = call;
  const wire = isUnrecorded ? await kernel.use('wire', target.wire) : await kernel.wire(target.wire);
  return callWire(
    { wire, http: kernel.http, request, target, limits, signal },
    {
      began,
      saw(answer, event) {
        if (event.type !== 'text' || !onText) return;
        answer.shown = true;
        onText(event.text);
      },
      retried: (answer) => answer.shown && onVoid?.(),
    },
  );
}

/** The request of a single prompt, as hooks want it. What looks like a key is not in it. */
export async function requestOf(
  kernel: Kernel,
  target: ModelTarget,
  prompt: string,
  { system = '', responseSchema }: CompletionOptions = {},
): Promise<ModelRequest> {
  const request: ModelRequest = {
    system: redactSecrets(system),
    messages: [{ role: 'user', content: [{ type: 'text', text: redactSecrets(prompt) }] }],
    tools: [],
    ...(responseSchema && { responseSchema }),
  };
  const { apiKey: _key, ...visible } = target;
  const { hooks } = kernel;
  return hooks.request.isUsed() ? ((await hooks.request.promise(request, visible)) ?? request) : request;
}

async function targetOf(kernel: Kernel, ref: string, options: CompletionOptions, signal: AbortSignal): Promise<ModelTarget> {
  const { maxTokens, temperature } = options;
  const target = await modelTarget(kernel, ref, signal);
  const effort = options.effort ?? configuredEffort(kernel, target.provider, target.model);
  const wanted = {
    ...target,
    ...(maxTokens !== undefined && { maxTokens }),
    ...(temperature !== undefined && { temperature }),
    ...(effort !== undefined && { effort }),
  };
  return (await settleEffort(kernel, wanted)).target;
}

import type { ModelRequest } from '../../kinds/model.ts';
import type { Kernel } from '../../runtime/kernel.ts';
import { estimateRequestTokens } from '../context/estimate-tokens.ts';
import { untilStopped } from '../until-stopped.ts';
import { boundedHttp } from './bounded-http.ts';
import { parseModelRef } from './providers.ts';
import { modelTarget, selectModel } from './select-model.ts';

/** ms for the whole of it: a count is worth no longer wait */
const TIMEOUT_MS = 30_000;

export interface CountedTokens {
  /** `provider/model` */
  model: string;
  tokens: number;
  /** false: no server counted, this is the local estimate */
  exact: boolean;
  /** why the server did not; absent also where its protocol has no count */
  error?: Error;
}

export interface CountOptions {
  /** absent: the one conversations use */
  model?: string | undefined;
  /** true: nobody is asked */
  offline?: boolean;
  signal?: AbortSignal;
}

/**
 * Input tokens of a request: counted by the model's own server where its protocol has that, else estimated.
 * @throws OC_MODEL_UNKNOWN and the like; the signal's reason
 */
export async function countTokens(kernel: Kernel, request: ModelRequest, options: CountOptions = {}): Promise<CountedTokens> {
  const { provider, model: id } = parseModelRef(kernel, selectModel(kernel, options.model));
  const model = `${provider.id}/${id}`;
  const estimate = { model, tokens: estimateRequestTokens(request), exact: false };
  if (options.offline) return estimate;
  const stop = AbortSignal.any([kernel.signal, ...(options.signal ? [options.signal] : [])]);
  const within = AbortSignal.any([stop, AbortSignal.timeout(TIMEOUT_MS)]);
  try {
    const target = await modelTarget(kernel, model, within);
    const wire = await kernel.wire(target.wire);
    if (!wire.countTokens) return estimate;
    const http = boundedHttp(kernel.http, TIMEOUT_MS, target.timeouts);
    return { model, tokens: await untilStopped(wire.countTokens(request, target, { http, signal: within }), within), exact: true };
  } catch (error) {
    stop.throwIfAborted();
    return { ...estimate, error: error instanceof Error ? error : new Error(String(error)) };
  }
}

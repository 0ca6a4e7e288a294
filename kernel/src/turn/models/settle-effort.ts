import type { Effort, ModelTarget } from '../../kinds/model.ts';
import type { Kernel } from '../../runtime/kernel.ts';
import { providerSettings } from './providers.ts';

/** The effort configuration asks for: `[models."provider/model"]`, else `[provider.<id>]`, else the top of the file. */
export function configuredEffort(kernel: Kernel, provider: string, model: string): Effort | undefined {
  const { config } = kernel.config;
  const models = config.models as Record<string, { effort?: Effort }> | undefined;
  return models?.[`${provider}/${model}`]?.effort ?? providerSettings(kernel, provider).effort ?? config.effort;
}

/** The target without an effort its model cannot be told. `ignored`: there was one. */
export async function settleEffort(kernel: Kernel, target: ModelTarget): Promise<{ target: ModelTarget; ignored: boolean }> {
  const { effort, ...plain } = target;
  if (effort === undefined || (await effortWords(kernel, target, effort)) !== undefined) return { target, ignored: false };
  return { target: plain, ignored: true };
}

/** What an effort becomes for a model, in the words of its API. Undefined: it cannot be told any. */
export async function effortWords(kernel: Kernel, target: ModelTarget, effort: Effort): Promise<string | undefined> {
  const wire = await kernel.wire(target.wire);
  return target.info.capabilities?.reasoning === false ? undefined : wire.effort?.(effort, target);
}

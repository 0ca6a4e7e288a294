import { errorText } from '../../boot/explain.ts';
import { KernelError } from '../../runtime/errors.ts';
import type { Kernel } from '../../runtime/kernel.ts';
import { heldChoice } from './held-choice.ts';
import { parseModelRef, providerSettings } from './providers.ts';

/**
 * The models that stand in for the chosen one, as `provider/model`: what was asked for, else what is configured. What cannot be used is told
 * now, when somebody is there to read it, and left out. Where the administrator's file decides the model, only it names others.
 */
export function fallbackModels(kernel: Kernel, wanted: readonly string[] | undefined, sessionId: string): string[] {
  const names = heldChoice(kernel, 'fallback', wanted) ?? kernel.config.config.fallback ?? [];
  const isHeld = isManaged(kernel, 'model') && !isManaged(kernel, 'fallback');
  const tell = (code: string, args: Record<string, string>) => {
    const text = kernel.t(`notice.${code}`, args);
    kernel.options.log.warn(code, args);
    kernel.emit({ type: 'notice', session_id: sessionId, time: Date.now(), level: 'warning', code, text });
  };
  if (isHeld && names.length > 0) tell('fallback_held', {});
  const refs = (isHeld ? [] : names).flatMap((name) => {
    try {
      return [usable(kernel, name)];
    } catch (error) {
      if (!(error instanceof KernelError)) throw error;
      tell('fallback_unusable', { model: name, reason: errorText(error, kernel.t) });
      return [];
    }
  });
  return [...new Set(refs)];
}

/** @throws OC_MODEL_UNKNOWN, OC_MODEL_AMBIGUOUS, OC_AUTH_MISSING */
function usable(kernel: Kernel, name: string): string {
  const { provider, model } = parseModelRef(kernel, name);
  const { auth } = provider;
  const needsKey = auth.type !== 'none' && auth.optional !== true && providerSettings(kernel, provider.id).base_url === undefined;
  if (needsKey && !kernel.keys.source(provider.id, auth.env ?? []))
    throw new KernelError('OC_AUTH_MISSING', { provider: provider.id, env: auth.env?.join(', ') ?? '', url: provider.keyUrl ?? '' });
  return `${provider.id}/${model}`;
}

function isManaged(kernel: Kernel, key: string): boolean {
  return kernel.config.origin(key)?.layer === 'managed';
}

import { type Credential, errorText, type Kernel, type KeyPlace, type ProviderContribution, type Translate } from '@ock/kernel';
import { masked } from './key-state.ts';

export interface StoredKeyAnswer {
  provider: string;
  masked: string;
  place: 'file' | 'keychain';
  file: string;
  /** `key`, or the provider's sign-in that was used */
  flow: 'key' | 'device' | 'browser';
  /** why the keychain was not taken though it was preferred */
  notice?: string;
  /** another source that wins over what was kept */
  shadowed_by?: string;
}

/** Keeps a key, or what a sign-in left, and tells what came of it. @param place absent: as configured */
export async function storeKey(
  kernel: Kernel,
  provider: ProviderContribution,
  given: string | Credential,
  t: Translate,
  place?: KeyPlace,
): Promise<StoredKeyAnswer> {
  const { id } = provider;
  const isKey = typeof given === 'string';
  const kept = isKey ? await kernel.keys.set(id, given, place) : await kernel.keys.signIn(id, given, place);
  const source = kernel.keys.source(id, provider.auth.env ?? []);
  const shadowed = source && !['file', 'keychain', 'sign-in'].includes(source.from);
  return {
    provider: id,
    masked: masked(isKey ? given : given.key),
    place: kept.place,
    file: kernel.keys.file,
    flow: isKey ? 'key' : (provider.login ?? 'key'),
    ...(kept.notice && { notice: errorText(kept.notice, t) }),
    ...(shadowed && { shadowed_by: source.name }),
  };
}

export function storedLines(t: Translate, answer: StoredKeyAnswer): string[] {
  const what = answer.flow === 'key' ? 'stored' : 'signed_in';
  const lines = [t(`command-auth.${what}${answer.place === 'keychain' ? '_keychain' : ''}`, { ...answer })];
  if (answer.notice) lines.push(t('command-auth.not_keychain', { message: answer.notice }));
  if (answer.shadowed_by) lines.push(t('command-auth.shadowed', { provider: answer.provider, by: answer.shadowed_by }));
  lines.push(t('command-auth.try_it', { provider: answer.provider }));
  return lines;
}

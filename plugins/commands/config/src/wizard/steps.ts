import type { Kernel, Translate } from '@ock/kernel';
import { listModels, providerTable } from '@ock/kernel';
import type { Ask } from './ask.ts';
import type { WizardAnswers } from './plan.ts';

export const STEPS = 6;
const MAX_SERVERS = 20;
const THEMES = ['auto', 'dark', 'light'];

/** What the wizard learnt: answers for the file, and a key that belongs into the key store. */
export interface WizardResult {
  answers: WizardAnswers;
  key?: { provider: string; value: string };
}

/** Six questions: provider, key, model, limits, looks, MCP servers. Writes nothing. @throws OC_INTERRUPTED when the person leaves */
export async function askAll(kernel: Kernel, ask: Ask, t: Translate): Promise<WizardResult> {
  const step = (n: number, key: string, args = {}) => `${n}/${STEPS} ${t(`command-config.wizard_${key}`, args)}`;
  const providers = [...providerTable(kernel).values()].filter(({ embedded }) => !embedded);
  const now = kernel.config.config;
  const id = await ask.choose(
    step(1, 'provider'),
    providers.map(({ id: name, name: message }) => ({ name, message })),
    now.provider?.default,
  );
  const provider = providers.find((one) => one.id === id);
  const env = provider?.auth.env ?? [];
  const source = kernel.keys.source(id, env);
  const needsKey = provider?.auth.type !== 'none' && !provider?.auth.optional;
  const value =
    source || !needsKey ? '' : await ask.secret(step(2, 'key', { provider: provider?.name ?? id, url: provider?.keyUrl ?? '' }));

  const known = listModels(kernel).filter((model) => model.provider === id);
  const suggested = known.map(({ info }) => ({ name: info.id, message: info.name ?? info.id }));
  const other = { name: '', message: t('command-config.wizard_other_model') };
  const picked = suggested.length ? await ask.choose(step(3, 'model'), [...suggested, other], provider?.defaultModel) : '';
  const model = picked || (await ask.text(step(3, 'model'), provider?.defaultModel));

  const numbers = (low: number, high: number, whole: boolean) => (text: string) =>
    text.trim() === '' ||
    (Number(text) >= low && Number(text) <= high && (!whole || Number.isInteger(Number(text)))) ||
    t('command-config.wizard_number', { low, high });
  const maxTokens = await ask.text(step(4, 'max_tokens'), '8192', numbers(1, 10_000_000, true));
  const temperature = await ask.text(step(4, 'temperature'), '0.7', numbers(0, 2, false));

  const theme = await ask.choose(
    step(5, 'theme'),
    THEMES.map((name) => ({ name, message: name })),
    typeof now.ui?.theme === 'string' ? now.ui.theme : undefined,
  );
  const locales = kernel.list('locale').map((locale) => ({ name: locale.id, message: locale.id }));
  const language = locales.length > 1 ? await ask.choose(step(5, 'language'), locales, now.language) : undefined;

  const servers = await askServers(ask, (key) => step(6, key), t);
  return {
    answers: {
      provider: id,
      model: model.trim(),
      theme,
      servers,
      ...(maxTokens.trim() && { max_tokens: Number(maxTokens) }),
      ...(temperature.trim() && { temperature: Number(temperature) }),
      ...(language !== undefined && { language }),
    },
    ...(value.trim() && { key: { provider: id, value: value.trim() } }),
  };
}

async function askServers(ask: Ask, step: (key: string) => string, t: Translate): Promise<{ name: string; command: string }[]> {
  const servers: { name: string; command: string }[] = [];
  const plain = (text: string) => text.trim() === '' || /^[\w.-]+$/.test(text.trim()) || t('command-config.wizard_name');
  while (servers.length < MAX_SERVERS) {
    const name = (await ask.text(step('server'), '', plain)).trim();
    if (name === '') break;
    const command = (await ask.text(step('server_command'), '')).trim();
    if (command !== '') servers.push({ name, command });
  }
  return servers;
}

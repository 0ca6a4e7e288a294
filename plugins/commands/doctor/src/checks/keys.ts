import { foundCredentials, providerTable } from '@ock/kernel';
import type { Check, Checker } from '../check.ts';

const GROUP = 'keys';

/** For which providers there is a key, and from where. */
export const keys: Checker = async ({ kernel, t }) => {
  const checks: Check[] = [];
  for (const provider of providerTable(kernel).values()) {
    const { id, auth } = provider;
    if (auth.type === 'none') continue;
    const source = kernel.keys.source(id, auth.env ?? []);
    const others = source ? undefined : foundCredentials(kernel, provider);
    const from = source?.name ?? others;
    const none = auth.optional && !auth.credentials ? 'command-doctor.key_optional' : 'command-doctor.key_none';
    const data = { source: source?.from ?? (others ? 'credentials' : null) };
    checks.push({ group: GROUP, id, status: from ? 'ok' : 'info', text: from ? t('command-doctor.key', { from }) : t(none), data });
  }
  if (kernel.keys.exposed()) {
    const { file } = kernel.keys;
    checks.push({ group: GROUP, id: 'file', status: 'warn', text: t('command-doctor.keys_exposed', { file }), fix: `chmod 600 ${file}` });
  }
  return checks;
};

import { providerTable } from '@ock/kernel';
import type { Check, Checker } from '../check.ts';

const GROUP = 'keys';

/** For which providers there is a key, and from where. */
export const keys: Checker = async ({ kernel, t }) => {
  const checks: Check[] = [];
  for (const { id, auth } of providerTable(kernel).values()) {
    if (auth.type === 'none') continue;
    const source = kernel.keys.source(id, auth.env ?? []);
    const text = source
      ? t('command-doctor.key', { from: source.name })
      : t(auth.optional ? 'command-doctor.key_optional' : 'command-doctor.key_none');
    checks.push({ group: GROUP, id, status: source ? 'ok' : 'info', text, data: { source: source?.from ?? null } });
  }
  if (kernel.keys.exposed()) {
    const { file } = kernel.keys;
    checks.push({ group: GROUP, id: 'file', status: 'warn', text: t('command-doctor.keys_exposed', { file }), fix: `chmod 600 ${file}` });
  }
  return checks;
};

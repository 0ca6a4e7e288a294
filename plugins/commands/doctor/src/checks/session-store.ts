import { errorText } from '@ock/kernel';
import type { Check, Checker } from '../check.ts';

/** Opens the store that sessions are kept in, and looks for damage in it. */
export const sessionStore: Checker = async ({ kernel, t }) => {
  try {
    const store = await kernel.openStore();
    const opened: Check = { group: 'store', id: 'store', status: 'ok', text: await store.describe() };
    const problems = (await store.check?.()) ?? [];
    return [opened, ...problems.map((text): Check => ({ group: 'store', id: 'damage', status: 'fail', text }))];
  } catch (error) {
    return [{ group: 'store', id: 'store', status: 'fail', text: errorText(error, t), fix: t('command-doctor.store_fix') }];
  }
};

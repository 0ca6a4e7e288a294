import { errorText } from '@ock/kernel';
import type { Checker } from '../check.ts';

/** Opens the store that sessions are kept in. */
export const sessionStore: Checker = async ({ kernel, t }) => {
  try {
    const text = await (await kernel.openStore()).describe();
    return [{ group: 'store', id: 'store', status: 'ok', text }];
  } catch (error) {
    return [{ group: 'store', id: 'store', status: 'fail', text: errorText(error, t), fix: t('command-doctor.store_fix') }];
  }
};

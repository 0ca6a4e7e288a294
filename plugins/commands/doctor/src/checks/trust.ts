import { sanitizeLine } from '@ock/kernel';
import { listTrusted, projectFolders, scanTrusted, trustThings } from '@ock/kernel/config';
import type { Check, Checker } from '../check.ts';

/** What the project worked in brings along that runs or widens something, and whether that counts. */
export const trust: Checker = async ({ kernel, t }) => {
  const root = projectFolders(kernel.cwd)[0] ?? kernel.cwd;
  const entry = listTrusted(kernel.paths).find(({ path }) => path === root);
  const things = trustThings(root, scanTrusted(root), entry);
  if (things.length === 0) return [];
  const { trusted, changed } = kernel.config.trustOf(root);
  const names = [...new Set(things.map(({ kind, name }) => `${t(`trust.kind_${kind}`)} ${name}`))];
  const key = trusted ? 'trusted' : changed.length > 0 ? 'trust_changed' : 'not_trusted';
  const text = t(`command-doctor.${key}`, {
    folder: root,
    things: sanitizeLine(names.join(', ')),
    files: sanitizeLine(changed.join(', ')),
  });
  const check: Check = { group: 'config', id: 'trust', status: trusted ? 'ok' : 'warn', text, data: { trusted, changed, things } };
  return [trusted ? check : { ...check, fix: t('command-doctor.trust_fix') }];
};

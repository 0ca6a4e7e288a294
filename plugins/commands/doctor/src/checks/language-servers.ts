import type { Checker } from '../check.ts';

/** Which language servers could be started. None is needed; one that failed is worth a look. */
export const languageServers: Checker = async ({ kernel, t }) => {
  if (!kernel.find('service', 'lsp')) return [];
  const rows = (await kernel.use('service', 'lsp')).status();
  const found = rows.filter(({ state }) => state === 'ready' || state === 'running').map(({ server }) => server);
  const untrusted = rows.filter(({ reason }) => reason === 'untrusted').map(({ server }) => server);
  const text = found.length ? found.join(', ') : t('command-doctor.no_servers');
  const base = { group: 'lsp', status: 'info' } as const;
  return [
    { ...base, id: 'language-servers', text, data: { found, untrusted } },
    ...(untrusted.length > 0
      ? [{ ...base, id: 'untrusted', text: t('command-doctor.servers_untrusted', { servers: untrusted.join(', ') }) }]
      : []),
  ];
};

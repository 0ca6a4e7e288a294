import {
  type Credential,
  childEnv,
  type Kernel,
  openBrowser,
  type ProviderContribution,
  providerIo,
  signIn,
  type Translate,
} from '@ock/kernel';
import { startCallback } from './callback-server.ts';

export interface FlowOptions {
  /** shows a line to the person */
  tell(line: string): void;
  /** false: the page is only named */
  browser: boolean;
}

/** Signs in with the provider's own flow. @throws what the provider throws, OC_AUTH_REFUSED when nobody comes back */
export async function signInFlow(kernel: Kernel, provider: ProviderContribution, t: Translate, options: FlowOptions): Promise<Credential> {
  const done = new AbortController();
  const signal = AbortSignal.any([kernel.signal, done.signal]);
  const page = (query: URLSearchParams) =>
    `<!doctype html><meta charset="utf-8"><title>opencode</title><p>${t(query.has('error') ? 'command-auth.page_declined' : 'command-auth.page_done')}</p>`;
  try {
    return await signIn(kernel, provider, {
      ...providerIo(kernel, provider.id, signal),
      show({ url, code }) {
        options.tell(t('command-auth.open_page', { url }));
        if (code) options.tell(t('command-auth.type_code', { code }));
        const opened = options.browser && openBrowser(url, childEnv(kernel));
        options.tell(t(opened ? 'command-auth.waiting_browser' : 'command-auth.waiting'));
      },
      callback: () => startCallback(page, signal),
    });
  } finally {
    done.abort();
  }
}

import type { Kernel, Logger, PluginContext, Translate } from '@ock/kernel';
import type { Credentials } from './credentials.ts';

/** What connections need of the product. */
export interface Host {
  kernel: Kernel;
  log: Logger;
  t: Translate;
  fetch: PluginContext['fetch'];
  credentials: Credentials;
}

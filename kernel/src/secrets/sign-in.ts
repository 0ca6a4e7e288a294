import type { Credential, LoginIo, ProviderContribution } from '../kinds/provider.ts';
import { KernelError } from '../runtime/errors.ts';
import type { Kernel } from '../runtime/kernel.ts';
import { addSecret } from '../runtime/redact.ts';
import { baseUrlOf } from '../turn/models/base-url.ts';
import { providerSettings } from '../turn/models/providers.ts';
import { secretsOf, toSignIn } from './stored-entry.ts';

/**
 * Lets the provider's code sign the person in. Nothing is kept: that is for the caller.
 * @throws OC_NOT_CONTRIBUTED when the provider has no sign-in, and what its `login` throws
 */
export async function signIn(kernel: Kernel, provider: ProviderContribution, io: LoginIo): Promise<Credential> {
  const code = await kernel.use('provider', provider.id);
  const plugin = kernel.find('provider', provider.id)?.plugin.name;
  if (!code.login) throw new KernelError('OC_NOT_CONTRIBUTED', { plugin, part: `login of provider:${provider.id}` });
  const headers = { ...provider.headers, ...providerSettings(kernel, provider.id).headers };
  const credential = await code.login({ provider: provider.id, baseUrl: baseUrlOf(kernel, provider), headers }, io);
  for (const secret of secretsOf(toSignIn(credential))) addSecret(secret);
  return credential;
}

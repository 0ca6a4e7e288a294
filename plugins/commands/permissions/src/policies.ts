import type { Kernel, Policy } from '@ock/kernel';

/** The policies of this installation, ready to be asked. */
export async function policies(kernel: Kernel): Promise<Policy[]> {
  await kernel.activateFor('onSession');
  return Promise.all(kernel.list('policy').map(({ id }) => kernel.use('policy', id)));
}

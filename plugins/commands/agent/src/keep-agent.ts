import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { atomicWrite, type Kernel } from '@ock/kernel';
import { IN_TOOL, keepingTrust, listTrusted, scanTrusted, trust, trustThings } from '@ock/kernel/config';

/**
 * Writes the file of an agent that the person made, and has it count: a trusted folder stays trusted, and one that needed no trust until now is
 * trusted from now on. An agent's own command changes nothing about trust.
 * @param root the project that the file stands in; undefined: the person's own folders, which need none
 * @returns false where the folder holds other things that the person has yet to look at
 */
export async function keepAgent(kernel: Kernel, file: string, text: string, root: string | undefined): Promise<boolean> {
  const { paths } = kernel;
  const byPerson = kernel.options.env[IN_TOOL] === undefined;
  const isKnown = root !== undefined && listTrusted(paths).some(({ path }) => path === root);
  const neededNone = root !== undefined && !isKnown && byPerson && trustThings(root, scanTrusted(root), undefined).length === 0;
  mkdirSync(dirname(file), { recursive: true });
  await keepingTrust(paths, file, () => atomicWrite(file, text, 0o644));
  if (root === undefined) return true;
  if (neededNone) await trust(paths, root);
  return existsSync(file) && (neededNone || isTrustedNow(kernel, root));
}

function isTrustedNow({ paths, config }: Kernel, root: string): boolean {
  const entry = listTrusted(paths).find(({ path }) => path === root);
  if (!entry) return config.trusts(root);
  return trustThings(root, scanTrusted(root), entry).every(({ state }) => state === 'trusted');
}

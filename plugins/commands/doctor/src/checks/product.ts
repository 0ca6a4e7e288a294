import { selectModel } from '@ock/kernel';
import type { Check, Checker } from '../check.ts';

const GROUP = 'product';
const NEEDED_NODE = [20, 19] as const;

/** Versions, where the program stands, which model would answer. */
export const product: Checker = async ({ kernel, t }) => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const enough = major > NEEDED_NODE[0] || (major === NEEDED_NODE[0] && minor >= NEEDED_NODE[1]);
  const node: Check = {
    group: GROUP,
    id: 'node',
    status: enough ? 'ok' : 'fail',
    text: t('command-doctor.node', { version: process.versions.node, platform: `${process.platform}-${process.arch}` }),
    ...(!enough && { fix: t('command-doctor.node_fix', { version: NEEDED_NODE.join('.') }) }),
    data: { version: process.versions.node, platform: process.platform, arch: process.arch },
  };
  const own: Check = {
    group: GROUP,
    id: 'opencode',
    status: 'ok',
    text: t('command-doctor.product', { version: kernel.options.version, root: kernel.options.installRoot }),
    data: { version: kernel.options.version, install_root: kernel.options.installRoot },
  };
  const model = selectModel(kernel);
  const provider = kernel.find('provider', model.slice(0, model.indexOf('/')))?.contribution;
  const embedded = provider?.embedded === true && provider.defaultModel !== undefined;
  const chosen: Check = {
    group: GROUP,
    id: 'model',
    status: embedded ? 'warn' : 'ok',
    text: t(embedded ? 'command-doctor.model_embedded' : 'command-doctor.model', { model }),
    ...(embedded && { fix: t('command-doctor.model_fix') }),
    data: { model },
  };
  return [own, node, chosen];
};

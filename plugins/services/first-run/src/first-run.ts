import { writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type FirstRunService, firstRunMarker, type Kernel, selectModel, type Translate } from '@ock/kernel';
import { ensureDir } from '@ock/kernel/config';
import { listens } from './listens.ts';

/** Three lines of a terminal, once: who answers, what to try, where to read on. */
export function createFirstRun(kernel: Kernel, t: Translate): FirstRunService {
  return {
    async lines() {
      if (!keepMarker(kernel) || isConfigured(kernel)) return [];
      const who = await whoAnswers(kernel, t);
      const example = who === t('service-first-run.welcome_none') ? 'try_offline' : 'try';
      return [who, t(`service-first-run.${example}`), t('service-first-run.asks')];
    },
  };
}

/** A person who wrote a configuration needs no introduction. */
function isConfigured({ config }: Kernel): boolean {
  return config.files.some(({ layer, status }) => layer === 'global' && status === 'read');
}

async function whoAnswers(kernel: Kernel, t: Translate): Promise<string> {
  const model = selectModel(kernel);
  const chosen = kernel.list('provider').find(({ id }) => model.startsWith(`${id}/`));
  if (chosen && !chosen.embedded) {
    const source = kernel.keys.source(chosen.id, chosen.auth.env ?? []);
    if (!source) return t('service-first-run.welcome', { model });
    return t(`service-first-run.welcome_${source.from === 'env' ? 'env' : 'key'}`, { model, name: source.name });
  }
  const local = kernel.list('provider').filter(({ free, embedded, baseUrl = '' }) => free && !embedded && isHere(baseUrl));
  const running = await Promise.all(local.map(async ({ baseUrl = '' }) => listens(new URL(baseUrl))));
  const found = local.find((_, at) => running[at]);
  return found ? t('service-first-run.welcome_local', { provider: found.id, name: found.name }) : t('service-first-run.welcome_none');
}

function isHere(baseUrl: string): boolean {
  return URL.canParse(baseUrl) && /^(localhost|127\.0\.0\.1|\[::1\])$/.test(new URL(baseUrl).hostname);
}

/** @returns false when it is there already, or can not be kept: better never than every time */
function keepMarker(kernel: Kernel): boolean {
  const file = firstRunMarker(kernel.paths);
  try {
    ensureDir(dirname(file));
    writeFileSync(file, `${new Date().toISOString()}\n`, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    kernel.options.log.debug('no first run', { error: String(error) });
    return false;
  }
}

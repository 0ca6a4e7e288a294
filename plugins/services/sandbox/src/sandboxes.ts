import { lstatSync, renameSync } from 'node:fs';
import type {
  Paths,
  Sandbox,
  SandboxEntry,
  SandboxPlace,
  SandboxService,
  SandboxStatus,
  SandboxTrial,
  SandboxWish,
  Translate,
} from '@ock/kernel';
import { blocked } from './blocked.ts';
import { type CommandLimits, commandLimits } from './limits.ts';
import { probe } from './probe.ts';
import type { Settings } from './settings.ts';

export interface SandboxesOptions {
  settings: Settings;
  /** our own folders */
  own: Paths;
  home: string;
  t: Translate;
  /** those of this system, in the order to try */
  backends(): { id: string; load(): Promise<Sandbox> }[];
  /** tells the person, once */
  warn(text: string): void;
}

interface Choice {
  tried: SandboxTrial[];
  backend?: Sandbox;
  found?: { program: string; version?: string };
}

/** The service `sandbox`: the first backend that was shown to work, and what each command may touch in it. */
export class Sandboxes implements SandboxService {
  readonly #options: SandboxesOptions;
  #choice?: Promise<Choice>;
  #warned = false;

  constructor(options: SandboxesOptions) {
    this.#options = options;
  }

  async status(folder: string, wish: SandboxWish = {}): Promise<SandboxStatus> {
    const settings = this.#settings(wish);
    const { mode, network, allowHosts, chosen } = settings;
    const { tried, backend, found } = await this.#chosen();
    const works = mode !== 'off' && backend !== undefined;
    const used = tried.find((trial) => trial.works);
    const why = works ? undefined : this.#why(settings, tried);
    const version = works ? (found?.version ?? (await backend.version?.())) : undefined;
    return {
      mode,
      network,
      allowHosts: [...allowHosts],
      chosen,
      works,
      ...(why !== undefined && { why }),
      ...(works && used && { backend: used.backend }),
      ...(works && found && { program: found.program }),
      ...(version !== undefined && { version }),
      tried,
      mounts: works ? [...this.#limits({ folder, cwd: folder }, settings).limits.mounts] : [],
    };
  }

  async enter(place: SandboxPlace, wish: SandboxWish = {}): Promise<SandboxEntry | undefined> {
    const settings = this.#settings(wish);
    if (settings.mode === 'off' || settings.backend === 'none') return undefined;
    const { backend, tried } = await this.#chosen();
    if (!backend) {
      if (!this.#warned) this.#options.warn(this.#options.t('service-sandbox.none', { reason: this.#why(settings, tried) }));
      this.#warned = true;
      return undefined;
    }
    const { limits, absent } = this.#limits(place, settings);
    return {
      wrap: (program) => backend.confine(program, limits),
      leave: (result) => {
        backend.tidy?.();
        const moved = absent.flatMap(moveAway);
        const why = blocked(result, limits);
        const lines = [...(why === undefined ? [] : [why]), ...moved];
        return lines.length === 0 ? undefined : lines.join('\n');
      },
    };
  }

  async mustAsk(): Promise<boolean> {
    const { mode, chosen, backend } = this.#options.settings;
    if (!chosen || mode === 'off' || backend === 'none') return false;
    return (await this.#chosen()).backend === undefined;
  }

  #settings({ mode, network, allowHosts }: SandboxWish): Settings {
    const { settings } = this.#options;
    const hosts = allowHosts && allowHosts.length > 0 ? allowHosts : undefined;
    return {
      ...settings,
      ...(mode && { mode, chosen: true }),
      ...(hosts && { allowHosts: hosts, network: 'allow-list' as const }),
      ...(network && { network }),
    };
  }

  #limits(place: SandboxPlace, settings: Settings): CommandLimits {
    return commandLimits({ ...place, settings, home: this.#options.home, own: this.#options.own });
  }

  #why({ mode, backend }: Settings, tried: readonly SandboxTrial[]): string {
    const { t } = this.#options;
    if (mode === 'off' || backend === 'none') return t('service-sandbox.off');
    if (tried.length === 0) return t('service-sandbox.no_backend', { platform: process.platform });
    return tried
      .map(({ backend: id, installed, why = '' }) =>
        t(installed ? 'service-sandbox.broken' : 'service-sandbox.absent', { backend: id, reason: why }),
      )
      .join('; ');
  }

  #chosen(): Promise<Choice> {
    this.#choice ??= this.#choose();
    return this.#choice;
  }

  async #choose(): Promise<Choice> {
    const { backend: wanted } = this.#options.settings;
    const tried: SandboxTrial[] = [];
    for (const { id, load } of this.#options.backends()) {
      if (wanted !== undefined && id !== wanted) continue;
      const begun = performance.now();
      try {
        const backend = await load();
        const found = await backend.find();
        if (!found) {
          tried.push({ backend: id, installed: false, works: false });
          continue;
        }
        const trial: SandboxTrial = { backend: id, installed: true, works: false };
        tried.push(trial);
        await probe(backend, this.#options.own.cache).then(
          () => {
            trial.works = true;
          },
          (error: Error) => {
            trial.why = error.message;
          },
        );
        trial.ms = Math.round(performance.now() - begun);
        if (trial.works) return { tried, backend, found };
      } catch (error) {
        tried.push({ backend: id, installed: false, works: false, why: error instanceof Error ? error.message : String(error) });
      }
    }
    return { tried };
  }
}

/** What would make programs of ours or git run something else is kept, under another name. @returns a line for the model */
function moveAway(path: string): string[] {
  if (!lstatSync(path, { throwIfNoEntry: false })) return [];
  const other = `${path}.from-sandbox-${Date.now().toString(36)}`;
  try {
    renameSync(path, other);
    return [`[Commands in the sandbox must not make ${path}: it is now ${other}.]`];
  } catch (error) {
    return [`[Commands in the sandbox must not make ${path}, and it could not be moved: ${(error as Error).message}]`];
  }
}

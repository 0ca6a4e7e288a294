import { readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { errorText, type HookEvent, type Kernel, KernelError } from '@ock/kernel';
import { projectFolders } from '@ock/kernel/config';
import type { HookConfig } from '@ock/schemas';
import { EVENTS, type Hook } from './hook.ts';

const DEFAULT_S = 60;
const LONGEST_S = 600;
/** of all events together */
const MAX_HOOKS = 200;
const MAX_BYTES = 1024 * 1024;

export interface FoundHooks {
  hooks: Hook[];
  /** for people */
  problems: string[];
}

/** The hooks of every layer of the configuration, the lowest first, and those written for Claude Code where they are wanted. @throws OC_INPUT for a matcher that is no pattern */
export function readHooks(kernel: Kernel): FoundHooks {
  const problems: string[] = [];
  const hooks = EVENTS.flatMap((event) =>
    kernel.config.said(['hooks', event]).flatMap(({ origin, value }) => {
      const folder = projectOf(kernel, origin.file);
      return (Array.isArray(value) ? (value as HookConfig[]) : [])
        .filter(({ enabled }) => enabled !== false)
        .map((one) =>
          hookOf(kernel, event, one, { ...(origin.file !== undefined && { file: origin.file }), ...(folder !== undefined && { folder }) }),
        );
    }),
  );
  if (kernel.config.config.hooks?.claude_settings === true) hooks.push(...claudeHooks(kernel, problems));
  return { hooks: hooks.slice(0, MAX_HOOKS), problems };
}

/** The folder of a project's file; undefined: the file is the person's or the administrator's. */
function projectOf({ config }: Kernel, file: string | undefined): string | undefined {
  if (file === undefined || !config.files.some(({ path, layer }) => path === file && layer === 'project')) return undefined;
  const folder = dirname(file);
  return /[\\/]\.opencode$/.test(folder) ? dirname(folder) : folder;
}

type Source = Pick<Hook, 'file' | 'folder' | 'isClaude'>;

function hookOf({ t }: Kernel, event: HookEvent, { matcher, command, timeout = DEFAULT_S }: HookConfig, source: Source): Hook {
  const hook: Hook = { event, command, timeoutMs: Math.min(timeout, LONGEST_S) * 1000, ...source };
  if (matcher === undefined || matcher === '' || matcher === '*') return hook;
  try {
    return { ...hook, matcher, pattern: new RegExp(`^(?:${matcher})$`) };
  } catch (error) {
    const message = t('service-command-hooks.matcher', { event, matcher, message: (error as Error).message });
    throw new KernelError('OC_INPUT', { message }, { cause: error });
  }
}

/** `.claude/settings.json` of the home folder, and of trusted folders of the project. */
function claudeHooks(kernel: Kernel, problems: string[]): Hook[] {
  const { cwd, options, config } = kernel;
  const folders = projectFolders(cwd).filter((folder) => config.trusts(folder));
  const places: { file: string; folder?: string }[] = [
    { file: join(options.env.HOME || homedir(), '.claude/settings.json') },
    ...folders.flatMap((folder) =>
      ['settings.json', 'settings.local.json'].map((name) => ({ file: join(folder, '.claude', name), folder })),
    ),
  ];
  return places.flatMap((place) => {
    try {
      return settingsHooks(kernel, place);
    } catch (error) {
      problems.push(kernel.t('service-command-hooks.bad_settings', { file: place.file, message: errorText(error, kernel.t) }));
      return [];
    }
  });
}

function settingsHooks(kernel: Kernel, place: { file: string; folder?: string }): Hook[] {
  const facts = statSync(place.file, { throwIfNoEntry: false });
  if (!facts) return [];
  if (!facts.isFile() || facts.size > MAX_BYTES) throw new KernelError('OC_FILE', { file: place.file, because: 'reason.file_unfit' });
  const { hooks } = JSON.parse(readFileSync(place.file, 'utf8')) as { hooks?: Record<string, unknown> };
  return EVENTS.flatMap((event) => {
    const groups = hooks?.[event];
    return (Array.isArray(groups) ? groups : []).flatMap(({ matcher, hooks: commands }: { matcher?: unknown; hooks?: unknown }) =>
      (Array.isArray(commands) ? commands : [])
        .filter((one): one is { command: string; timeout?: unknown } => one?.type === 'command' && typeof one.command === 'string')
        .map(({ command, timeout }) => {
          const settings = {
            command,
            ...(typeof matcher === 'string' && { matcher }),
            ...(typeof timeout === 'number' && timeout > 0 && { timeout }),
          };
          return hookOf(kernel, event, settings, { ...place, isClaude: true });
        }),
    );
  });
}

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { SandboxManager, SandboxRuntimeConfig } from '@anthropic-ai/sandbox-runtime';
import { findShell, importFile, type Sandbox, type SandboxedProgram, type SandboxLimits, within } from '@ock/kernel';

const PACKAGE = '@anthropic-ai/sandbox-runtime';
/** ms until its proxies listen */
const START_MS = 10_000;

type Manager = typeof SandboxManager;

/** Confines programs by a package that writes Seatbelt profiles on macOS and bubblewrap's arguments on Linux. It has one state in a process. */
export class SandboxRuntime implements Sandbox {
  #manager?: Promise<Manager>;

  async find(): Promise<{ program: string; version?: string } | undefined> {
    const entry = resolved();
    if (entry === undefined) return undefined;
    const { version } = JSON.parse(readFileSync(join(dirname(entry), '..', 'package.json'), 'utf8')) as { version: string };
    return { program: PACKAGE, version };
  }

  async confine({ file, args, env }: SandboxedProgram, limits: SandboxLimits): Promise<SandboxedProgram> {
    this.#manager ??= started();
    const manager = await this.#manager;
    const config = configOf(limits);
    // the proxies ask the state that all commands share, the rest is asked of each command
    manager.updateConfig(config);
    const { argv } = await manager.wrapWithSandboxArgv([file, ...args].map(quoted).join(' '), findShell(), config);
    const [program = findShell(), ...rest] = argv;
    return { file: program, args: rest, ...(env && { env }) };
  }

  /** The placeholders that it puts where protected files are missing are seen outside. */
  tidy(): void {
    void this.#manager?.then(
      (manager) => manager.cleanupAfterCommand(),
      () => undefined,
    );
  }

  async close(): Promise<void> {
    const manager = await this.#manager?.catch(() => undefined);
    this.#manager = undefined;
    await manager?.reset();
  }
}

function resolved(): string | undefined {
  try {
    return createRequire(import.meta.url).resolve(PACKAGE);
  } catch {
    // an optional package
    return undefined;
  }
}

async function started(): Promise<Manager> {
  const entry = resolved();
  if (entry === undefined) throw new Error(`the package ${PACKAGE} is not installed`);
  const { SandboxManager: manager } = (await importFile(pathToFileURL(entry).href)) as { SandboxManager: Manager };
  const nothing = configOf({ disk: 'read', mounts: [], network: 'off', cwd: '/' });
  await within(START_MS, PACKAGE, manager.initialize(nothing));
  return manager;
}

/** Its settings for these limits. Without a list of hosts it leaves the network as it is, which its types do not know. */
function configOf({ disk, mounts, network }: SandboxLimits): SandboxRuntimeConfig {
  const paths = (...how: string[]): string[] => mounts.filter(({ as }) => how.includes(as)).map(({ path }) => path);
  const hosts = network === 'on' ? undefined : network === 'off' ? [] : [...network.hosts];
  return {
    network: { ...(hosts && { allowedDomains: hosts }), deniedDomains: [] },
    filesystem: {
      ...(disk === 'write' && { disabled: true }),
      denyRead: paths('hidden'),
      allowWrite: paths('write', 'scratch'),
      denyWrite: paths('read', 'hidden'),
    },
    allowPty: true,
  } as SandboxRuntimeConfig;
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

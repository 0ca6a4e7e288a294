import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findOnPath, type Sandbox, type SandboxEntry, type SandboxPlace, type SandboxService, type SandboxWish } from '@ock/kernel';
import { type RunResult, runShell, type ShellOptions } from '../../kernel/src/index.ts';
import { activatePlugin } from './plugin-context.ts';
import { ROOT } from './tree.ts';

/** A home folder and a workspace in it, and a folder that no command may write; commands run in a real sandbox. */
export class SandboxLab {
  readonly dir = realpathSync(mkdtempSync(join(tmpdir(), 'sandbox-')));
  readonly home = join(this.dir, 'home');
  readonly work = join(this.dir, 'work');
  /** not in the folder for temporary files, which commands may write */
  readonly outside = realpathSync(mkdtempSync('/var/tmp/sandbox-'));
  readonly warned: string[] = [];
  readonly backend: Sandbox;
  service!: SandboxService;

  private constructor(backend: Sandbox) {
    mkdirSync(this.home);
    mkdirSync(this.work);
    this.backend = backend;
  }

  static async open(
    settings: Record<string, unknown> = {},
    id = 'bubblewrap',
    other?: Sandbox,
    permissions: { deny?: string[]; allow?: string[] } = {},
  ): Promise<SandboxLab> {
    const plugin = await activatePlugin(join(ROOT, 'plugins/sandboxes', id));
    const backend = other ?? (plugin.registered.get(`sandbox:${id}`) as Sandbox);
    const lab = new SandboxLab(backend);
    const { home, work, warned } = lab;
    const kernel = {
      cwd: work,
      paths: {
        config: join(home, '.config/opencode'),
        data: join(home, '.local/share/opencode'),
        cache: join(home, '.cache/opencode'),
        state: join(home, '.local/state/opencode'),
      },
      config: { config: { sandbox: settings, permissions }, origin: () => undefined },
      options: { env: { HOME: home } },
      list: () => [{ id, platforms: [process.platform], order: 1 }],
      emit: ({ text }: { text: string }) => warned.push(text),
    };
    const activated = await activatePlugin(join(ROOT, 'plugins/services/sandbox'), {
      parts: { [`sandbox:${id}`]: backend },
      context: { kernel: kernel as never },
    });
    lab.service = activated.registered.get('service:sandbox') as SandboxService;
    return lab;
  }

  enter(cwd = this.work, wish?: SandboxWish, place: Partial<SandboxPlace> = {}): Promise<SandboxEntry | undefined> {
    return this.service.enter({ folder: this.work, cwd, ...place }, wish);
  }

  /** Runs a command as the tool `bash` does. @returns how it ended, and the line for the model */
  async run(
    command: string,
    options: Partial<ShellOptions> & { wish?: SandboxWish; place?: Partial<SandboxPlace> } = {},
  ): Promise<RunResult & { note?: string }> {
    const { wish, place, ...rest } = options;
    const cwd = rest.cwd ?? this.work;
    const entry = await this.enter(cwd, wish, place);
    if (!entry) throw new Error('there is no sandbox');
    const env = { PATH: process.env.PATH ?? '', HOME: this.home, OUT: this.outside };
    const result = await runShell(command, { cwd, env, timeoutMs: 15_000, wrap: entry.wrap, ...rest });
    const note = entry.leave(result);
    return { ...result, ...(note !== undefined && { note }) };
  }

  async close(): Promise<void> {
    await this.backend.close();
    for (const folder of [this.dir, this.outside]) rmSync(folder, { recursive: true, force: true });
  }
}

/** Skips a test where programs are missing, and says which. */
export function needs(test: Mocha.Context, ...programs: string[]): void {
  const missing = programs.filter((name) => !findOnPath(name));
  if (missing.length === 0) return;
  console.log(`not installed: ${missing.join(', ')}`);
  test.skip();
}

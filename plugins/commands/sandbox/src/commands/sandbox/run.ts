import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { resolve as absolute } from 'node:path';
import { childEnv, findOnPath, KernelError, resolvePath, type SandboxedProgram, type SandboxWish } from '@ock/kernel';
import { Flags, OcCommand } from '@ock/kernel/command';

const MODES = ['read-only', 'workspace-write', 'full'] as const;
const NETWORKS = ['off', 'allow-list', 'on'] as const;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export default class SandboxRun extends OcCommand {
  static override summary = 'run a command as the agent’s commands run';
  static override description = 'Exit code: that of the command, 128 and the signal that ended it, or 44 where no sandbox works.';
  static override examples = [
    '<%= config.bin %> sandbox run -- npm test',
    '<%= config.bin %> sandbox run --network off --mode read-only -- ./script',
  ];
  static override strict = false;
  static override flags = {
    mode: Flags.option({ options: MODES, summary: 'what it may write' })(),
    network: Flags.option({ options: NETWORKS, summary: 'where it may connect to' })(),
    'allow-host': Flags.string({ multiple: true, multipleNonGreedy: true, summary: 'host of the allow-list', helpValue: 'HOST' }),
  };

  async run(): Promise<void> {
    // a second -- is an argument of the command
    const all = [...this.argv];
    const cut = all.indexOf('--');
    const { flags, argv } = await this.parse(SandboxRun, cut < 0 ? all : all.slice(0, cut));
    const [name, ...args] = [...(argv as string[]), ...(cut < 0 ? [] : all.slice(cut + 1))];
    if (name === undefined) throw new KernelError('OC_USAGE', { because: 'command-sandbox.no_command' });
    const kernel = await this.kernel();
    const service = await kernel.use('service', 'sandbox');
    const cwd = resolvePath('.', kernel.cwd);
    // who calls this wants one, also where commands of the agent have none
    const mode = flags.mode ?? ((await service.status(cwd)).mode === 'off' ? 'workspace-write' : undefined);
    const wish: SandboxWish = {
      ...(mode && { mode }),
      ...(flags.network && { network: flags.network }),
      ...(flags['allow-host'] && { allowHosts: flags['allow-host'] }),
    };
    const env = childEnv(kernel, 'bash');
    const entry = await service.enter({ folder: cwd, cwd }, wish);
    if (!entry) throw new KernelError('OC_SANDBOX', { reason: (await service.status(cwd, wish)).why ?? '' });
    const file = name.includes('/') ? absolute(cwd, name) : (findOnPath(name, env.PATH) ?? name);
    const program = await entry.wrap({ file, args }).catch((cause: Error) => {
      throw new KernelError('OC_SANDBOX', { reason: cause.message }, { cause });
    });
    process.exitCode = await finished(program, cwd, env);
    const note = entry.leave({ exitCode: 0, text: '' });
    if (note !== undefined) this.note(note);
  }
}

/** It has our terminal, our streams and our process group: Ctrl-C reaches it by itself. */
function finished({ file, args, env: more }: SandboxedProgram, cwd: string, env: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd, env: { ...env, ...more }, stdio: 'inherit' });
    const pass = (signal: NodeJS.Signals): void => void child.kill(signal);
    for (const signal of SIGNALS) process.on(signal, pass);
    const done = (): void => {
      for (const signal of SIGNALS) process.off(signal, pass);
    };
    child.once('error', (error) => {
      done();
      reject(error);
    });
    child.once('exit', (code, signal) => {
      done();
      resolve(code ?? 128 + (signal ? constants.signals[signal] : 0));
    });
  });
}

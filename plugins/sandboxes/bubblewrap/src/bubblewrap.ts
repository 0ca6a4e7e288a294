import { findOnPath, runProcess, type Sandbox, type SandboxedProgram, type SandboxLimits } from '@ock/kernel';
import { AllowedHosts } from './allowed-hosts.ts';
import { mountArguments } from './mount-arguments.ts';
import { type NamespaceForm, namespaceForms } from './namespace-forms.ts';
import { throughProxy } from './through-proxy.ts';

/** ms for a program that does nothing */
const TRY_MS = 5_000;

/** Confines programs by namespaces: what they may not touch is not there, or cannot be written. */
export class Bubblewrap implements Sandbox {
  #proxies = new Map<string, AllowedHosts>();
  #form?: Promise<NamespaceForm>;
  #program: string | undefined;

  async find(): Promise<{ program: string } | undefined> {
    this.#program ??= findOnPath('bwrap');
    return this.#program === undefined ? undefined : { program: this.#program };
  }

  async version(): Promise<string | undefined> {
    const program = (await this.find())?.program;
    if (program === undefined) return undefined;
    const { text } = await runProcess(program, ['--version'], { cwd: '/', env: {}, timeoutMs: TRY_MS });
    return /\d+(\.\d+)+/.exec(text)?.[0];
  }

  async confine(command: SandboxedProgram, limits: SandboxLimits): Promise<SandboxedProgram> {
    const program = (await this.find())?.program;
    if (!program) throw new Error('bwrap is not on PATH');
    this.#form ??= formThatStarts(program);
    const form = await this.#form;
    const { network } = limits;
    const proxy = typeof network === 'object' ? await this.#proxy(network.hosts) : undefined;
    const { file, args, env } = proxy ? throughProxy(command, proxy) : command;
    const namespaces = limits.disk === 'read' ? form.confined : form.open;
    const mounts = mountArguments(
      { ...limits, mounts: [...limits.mounts, ...(proxy ? [{ path: proxy.folder, as: 'read' as const }] : [])] },
      form,
    );
    return {
      file: program,
      args: [...namespaces, ...(network === 'on' ? [] : ['--unshare-net']), ...mounts, '--chdir', limits.cwd, '--', file, ...args],
      ...(env && { env }),
    };
  }

  async close(): Promise<void> {
    const proxies = [...this.#proxies.values()];
    this.#proxies.clear();
    await Promise.all(proxies.map((proxy) => proxy.close()));
  }

  async #proxy(hosts: readonly string[]): Promise<AllowedHosts> {
    const key = hosts.join('\n');
    const proxy = this.#proxies.get(key) ?? new AllowedHosts(hosts);
    this.#proxies.set(key, proxy);
    await proxy.listen();
    return proxy;
  }
}

/** The first form in which a program that does nothing ends well. @throws Error with what bubblewrap said of the last */
async function formThatStarts(program: string): Promise<NamespaceForm> {
  let said = '';
  for (const form of namespaceForms()) {
    const mounts = mountArguments({ disk: 'read', mounts: [], network: 'off', cwd: '/' }, form);
    const args = [...form.confined, '--unshare-net', ...mounts, '--', 'true'];
    const { exitCode, text } = await runProcess(program, args, { cwd: '/', env: { PATH: process.env.PATH ?? '' }, timeoutMs: TRY_MS });
    if (exitCode === 0) return form;
    said = text.trim().split('\n')[0] ?? '';
  }
  throw new Error(said || 'bwrap does not start');
}

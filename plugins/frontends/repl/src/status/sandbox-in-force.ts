import { type Kernel, resolvePath, type SandboxMode } from '@ock/kernel';
import type { Event } from '@ock/schemas';

/** ms after the start before a sandbox that was chosen is tried: trying one starts programs */
const LATER_MS = 500;

/** What really confines the commands of this session. Known once the first command is wanted; at the start only where somebody chose a sandbox. */
export class SandboxInForce {
  readonly #kernel: Kernel;
  readonly #known: () => void;
  #asked = false;
  #mode: SandboxMode | undefined;

  /** @param known it is known from now on */
  constructor(kernel: Kernel, known: () => void) {
    this.#kernel = kernel;
    this.#known = known;
  }

  /** `off`: nothing does, whatever was configured. Undefined: not known yet */
  get mode(): SandboxMode | undefined {
    return this.#mode;
  }

  /** The status line is shown. */
  open(): void {
    const { mode } = (this.#kernel.config.config.sandbox ?? {}) as { mode?: unknown };
    if (typeof mode === 'string') setTimeout(() => void this.#ask(), LATER_MS).unref();
  }

  event(event: Event): void {
    if (event.type !== 'tool_call') return;
    if (this.#kernel.find('tool', event.tool)?.contribution.permission === 'exec') void this.#ask();
  }

  async #ask(): Promise<void> {
    const kernel = this.#kernel;
    if (this.#asked || !kernel.find('service', 'sandbox')) return;
    this.#asked = true;
    try {
      const { mode, works } = await (await kernel.use('service', 'sandbox')).status(resolvePath('.', kernel.cwd));
      this.#mode = works ? mode : 'off';
      this.#known();
    } catch {
      this.#asked = false; // nothing is claimed; the next command asks again
    }
  }
}

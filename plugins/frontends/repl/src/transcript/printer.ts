/** What belongs together stands together: between two sections is an empty line. */
export type Section = 'text' | 'tool' | 'user' | 'note';

/** Prints in order, also while something that the next lines need is still being loaded. */
export class Printer {
  readonly #write: (text: string) => void;
  readonly #waiting: (() => void)[] = [];
  #nested: (() => void)[] | undefined;
  #gates = 0;
  #gate: Promise<void> = Promise.resolve();
  #section: Section | undefined;

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  /** Does it now, or in its turn: what an action asks for comes right behind it. */
  run(action: () => void): void {
    if (this.#gates > 0) (this.#nested ?? this.#waiting).push(action);
    else this.#do(action);
  }

  #do(action: () => void): void {
    const outer = this.#nested;
    const nested: (() => void)[] = [];
    this.#nested = nested;
    try {
      action();
    } finally {
      this.#nested = outer;
      if (outer) outer.push(...nested);
      else this.#waiting.unshift(...nested);
    }
  }

  /** Everything from now on waits for this; when it fails, things go on without it. */
  wait(load: () => Promise<void>): void {
    this.#gates++;
    const open = () => {
      this.#gates--;
      while (this.#gates === 0) {
        const action = this.#waiting.shift();
        if (!action) return;
        this.#do(action);
      }
    };
    this.#gate = Promise.allSettled([this.#gate, load().then(open, open)]).then(() => undefined);
  }

  async idle(): Promise<void> {
    while (this.#gates > 0 || this.#waiting.length > 0) await this.#gate;
  }

  print(section: Section, lines: readonly string[]): void {
    if (lines.length === 0) return;
    this.run(() => {
      const gap = this.gapBefore(section);
      this.#section = section;
      this.#write([...gap, ...lines].map((line) => `${line}\n`).join(''));
    });
  }

  gapBefore(section: Section): string[] {
    return this.#section !== undefined && (this.#section !== section || section === 'user') ? [''] : [];
  }
}

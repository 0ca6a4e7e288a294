/** ms between two drawings: about thirty a second */
const FRAME_MS = 33;

/** Draws soon after something changed, never more often than the eye sees, and not at all while nothing changes. */
export class PaintClock {
  readonly #paint: () => void;
  #timer: NodeJS.Timeout | undefined;
  #beat: NodeJS.Timeout | undefined;
  #last = 0;
  #held = 0;

  constructor(paint: () => void) {
    this.#paint = paint;
  }

  /** Within a frame's time. */
  soon(): void {
    if (this.#timer || this.#held > 0) return;
    const wait = Math.max(0, this.#last + FRAME_MS - performance.now());
    this.#timer = setTimeout(() => this.now(), wait);
  }

  now(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#held > 0) return;
    this.#last = performance.now();
    this.#paint();
  }

  /** Draws every so often, for clocks and spinners. @param ms 0: no longer */
  beat(ms: number): void {
    if (ms > 0 === (this.#beat !== undefined)) return;
    clearInterval(this.#beat);
    this.#beat = ms > 0 ? setInterval(() => this.soon(), ms) : undefined;
  }

  /** Nothing is drawn while somebody else has the screen. */
  hold(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#held++;
  }

  release(): void {
    this.#held = Math.max(0, this.#held - 1);
    this.now();
  }

  stop(): void {
    this.#held = Number.POSITIVE_INFINITY;
    clearTimeout(this.#timer);
    clearInterval(this.#beat);
    this.#timer = undefined;
    this.#beat = undefined;
  }
}

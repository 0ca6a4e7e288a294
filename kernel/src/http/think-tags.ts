const OPEN = '<think>';
const CLOSE = '</think>';

interface Sink {
  text(text: string): void;
  reasoning(text: string): void;
}

/** Parts a leading `<think>…</think>` from the answer's text, across any chunking. Later tags are text: the answer may be about them. */
export class ThinkTags {
  readonly #sink: Sink;
  #state: 'before' | 'inside' | 'gap' | 'after';
  #held = '';
  #begun = false;

  /** @param open true: the answer starts inside the thinking, its opening tag went into the prompt */
  constructor(open: boolean, sink: Sink) {
    this.#state = open ? 'inside' : 'before';
    this.#sink = sink;
  }

  feed(text: string): void {
    if (this.#state === 'after') this.#sink.text(text);
    else this.#hold(text);
  }

  #hold(text: string): void {
    this.#held += text;
    if (this.#state === 'before') this.#before();
    if (this.#state === 'inside') this.#inside();
    if (this.#state === 'gap') this.#gap();
  }

  /** The answer is over: what was held back is what it is. */
  end(): void {
    if (this.#held !== '' && this.#state === 'inside') this.#sink.reasoning(this.#held);
    if (this.#held !== '' && this.#state === 'before') this.#sink.text(this.#held);
    this.#held = '';
  }

  #before(): void {
    const rest = this.#held.trimStart();
    if (rest.startsWith(OPEN)) {
      this.#held = rest.slice(OPEN.length);
      this.#state = 'inside';
    } else if (!OPEN.startsWith(rest)) {
      this.#state = 'after';
      this.#sink.text(this.#held);
      this.#held = '';
    }
  }

  #inside(): void {
    if (!this.#begun) this.#held = this.#held.trimStart();
    this.#begun ||= this.#held !== '';
    const at = this.#held.indexOf(CLOSE);
    const keep = at < 0 ? partial(this.#held) : 0;
    const thought = at < 0 ? this.#held.slice(0, this.#held.length - keep) : this.#held.slice(0, at);
    if (thought !== '') this.#sink.reasoning(thought);
    this.#held = at < 0 ? this.#held.slice(this.#held.length - keep) : this.#held.slice(at + CLOSE.length);
    if (at >= 0) this.#state = 'gap';
  }

  /** Blank lines between the thinking and the answer belong to neither. */
  #gap(): void {
    const rest = this.#held.trimStart();
    this.#held = '';
    if (rest === '') return;
    this.#state = 'after';
    this.#sink.text(rest);
  }
}

/** Length of the longest end of `text` that may begin the closing tag. */
function partial(text: string): number {
  for (let size = Math.min(CLOSE.length - 1, text.length); size > 0; size--) if (CLOSE.startsWith(text.slice(-size))) return size;
  return 0;
}

/** Translates the indentation a model wrote into the file's, learnt from lines that both have. */
export class Indentation {
  /** the model's indentation → the file's, every variant seen */
  readonly #known = new Map<string, Set<string>>();

  learn(model: string, file: string): void {
    const from = indentOf(model);
    const seen = this.#known.get(from) ?? new Set();
    this.#known.set(from, seen.add(indentOf(file)));
  }

  /** @returns the line as the file would indent it; undefined when the known lines contradict one another */
  apply(line: string): string | undefined {
    if (line.trim() === '') return line;
    const indent = indentOf(line);
    const now = this.#translate(indent);
    return now === undefined ? undefined : now + line.slice(indent.length);
  }

  #translate(indent: string): string | undefined {
    const exact = this.#known.get(indent);
    if (exact) return single(exact);
    const ascending = [...this.#known.keys()].sort((a, b) => a.length - b.length);
    const shallower = ascending.findLast((known) => indent.startsWith(known));
    if (shallower !== undefined) {
      const base = single(this.#known.get(shallower));
      return base === undefined ? undefined : base + this.#convert(indent.slice(shallower.length));
    }
    const deeper = ascending.find((known) => known.startsWith(indent));
    if (deeper === undefined) return indent;
    const base = single(this.#known.get(deeper));
    const less = this.#convert(deeper.slice(indent.length));
    return base?.endsWith(less) ? base.slice(0, base.length - less.length) : base === undefined ? undefined : '';
  }

  /** How the file would write a piece of the model's indentation. */
  #convert(piece: string): string {
    const pairs = [...this.#known]
      .map(([model, file]) => ({ model, file: [...file][0] ?? '' }))
      .sort((a, b) => a.model.length - b.model.length);
    const char = pairs.find((pair) => pair.file !== '')?.file.at(-1);
    if (char === undefined || piece === '') return piece;
    let ratio: number | undefined;
    for (let i = 1; i < pairs.length && ratio === undefined; i++) {
      const [low, high] = [pairs[i - 1], pairs[i]] as [(typeof pairs)[0], (typeof pairs)[0]];
      const growth = high.file.length - low.file.length;
      if (growth > 0 && high.model.length > low.model.length) ratio = growth / (high.model.length - low.model.length);
    }
    const same = piece.at(-1) === char;
    const sample = pairs.find((pair) => pair.model !== '' && pair.file !== '');
    ratio ??= same ? 1 : sample ? sample.file.length / sample.model.length : char === '\t' ? 1 / 4 : 4;
    return char.repeat(Math.max(1, Math.round(piece.length * ratio)));
  }
}

function indentOf(line: string): string {
  return line.slice(0, line.length - line.trimStart().length);
}

function single(values: Set<string> | undefined): string | undefined {
  return values?.size === 1 ? [...values][0] : undefined;
}

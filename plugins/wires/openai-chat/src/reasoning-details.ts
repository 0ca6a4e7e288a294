import type { ModelContent } from '@ock/kernel';

type Detail = Record<string, unknown>;

/** Fields that come in pieces. */
const PIECES = ['text', 'summary', 'data'] as const;

/**
 * Blocks of reasoning as gateways in front of several vendors send them (`reasoning_details`): text, summaries, signatures and what is encrypted. They
 * come in pieces with the block's number, and go back as they were, or the vendor behind does not know its own thoughts again.
 */
export class ReasoningDetails {
  readonly #blocks: Detail[] = [];

  /** @returns the readable text that came */
  add(value: unknown): string {
    if (!Array.isArray(value)) return '';
    return value.map((piece) => (piece !== null && typeof piece === 'object' ? this.#piece(piece as Detail) : '')).join('');
  }

  /** What goes back to the model, for `opaque`; undefined where nothing came that is worth it. */
  end(): { reasoning_details: Detail[] } | undefined {
    return this.#blocks.length > 0 ? { reasoning_details: this.#blocks } : undefined;
  }

  #piece(piece: Detail): string {
    const block = this.#blocks.find((one) => isSame(one, piece));
    if (!block) this.#blocks.push({ ...piece });
    else
      for (const [name, value] of Object.entries(piece)) {
        const before = block[name];
        const joins = (PIECES as readonly string[]).includes(name) && typeof before === 'string' && typeof value === 'string';
        if (joins) block[name] = before + value;
        else if (value !== null && value !== undefined) block[name] = value;
      }
    const { text, summary } = piece;
    return typeof text === 'string' ? text : typeof summary === 'string' ? summary : '';
  }
}

/** A piece continues the block of its number and kind; without a number every piece stands for itself. */
function isSame(block: Detail, piece: Detail): boolean {
  const sameId = !piece.id || !block.id || piece.id === block.id;
  return typeof piece.index === 'number' && piece.index === block.index && piece.type === block.type && sameId;
}

/** The blocks that an assistant message came with; undefined where there were none. */
export function detailsOf(content: readonly ModelContent[]): unknown[] | undefined {
  const blocks = content.flatMap((part) => {
    const opaque = part.type === 'reasoning' ? (part.opaque as { reasoning_details?: unknown } | null | undefined) : undefined;
    return Array.isArray(opaque?.reasoning_details) ? (opaque.reasoning_details as unknown[]) : [];
  });
  return blocks.length > 0 ? blocks : undefined;
}

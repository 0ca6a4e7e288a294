import { randomBytes } from 'node:crypto';
import type { ModelEvent } from '@ock/kernel';
import type { OutputItem } from './protocol.ts';

interface Slot {
  index: number;
  id: string;
  name: string;
  text: string;
  isClosed: boolean;
}

/** The function calls of one response, by their place in its output; several may be open at once. */
export class FunctionCalls {
  readonly #emit: (event: ModelEvent) => void;
  readonly #slots = new Map<number, Slot>();

  constructor(emit: (event: ModelEvent) => void) {
    this.#emit = emit;
  }

  get size(): number {
    return this.#slots.size;
  }

  open(place: number, item: OutputItem): Slot {
    const id = item.call_id || item.id || `call_${randomBytes(12).toString('hex')}`;
    const slot = { index: this.#slots.size, id, name: item.name ?? 'unknown', text: '', isClosed: false };
    this.#slots.set(place, slot);
    this.#emit({ type: 'tool_start', index: slot.index, id, name: slot.name });
    this.#add(slot, item.arguments);
    return slot;
  }

  delta(place: number, text: string | undefined): void {
    const slot = this.#slots.get(place);
    if (slot) this.#add(slot, text);
  }

  /** The call is whole, unless the answer was cut off inside it: such a call must not run. */
  close(place: number, item: OutputItem): void {
    const slot = this.#slots.get(place) ?? this.open(place, item);
    if (item.status === 'incomplete' || slot.isClosed) return;
    if (slot.text === '') this.#add(slot, item.arguments);
    this.#tell(slot, item.arguments ?? slot.text);
  }

  /** The response is complete: so are the calls whose end was not told. */
  end(): void {
    for (const slot of this.#slots.values()) if (!slot.isClosed) this.#tell(slot, slot.text);
  }

  #tell(slot: Slot, text: string): void {
    slot.isClosed = true;
    this.#emit({ type: 'tool_call', index: slot.index, id: slot.id, name: slot.name, input: text.trim() === '' ? '{}' : text });
  }

  #add(slot: Slot, text: string | undefined): void {
    if (!text) return;
    slot.text += text;
    this.#emit({ type: 'tool_delta', index: slot.index, text });
  }
}

import { randomBytes } from 'node:crypto';
import type { ModelEvent } from '@ock/kernel';

interface Slot {
  index: number;
  /** the server's number, where it gave one */
  number: number | undefined;
  id: string;
  name: string;
  text: string;
}

/**
 * Puts the fragments of an answer's tool calls together. Servers leave out ids or indexes, count from 1, give every call index 0, or repeat
 * the name with each fragment: a fragment belongs to the call with its id, else with its index, else to the last one.
 */
export class ToolCalls {
  readonly #emit: (event: ModelEvent) => void;
  readonly #slots: Slot[] = [];

  constructor(emit: (event: ModelEvent) => void) {
    this.#emit = emit;
  }

  get size(): number {
    return this.#slots.length;
  }

  delta(value: unknown): void {
    if (value === null || typeof value !== 'object') return;
    const call = value as { index?: unknown; id?: unknown; function?: { name?: unknown; arguments?: unknown } | null };
    const id = typeof call.id === 'string' ? call.id : '';
    const name = typeof call.function?.name === 'string' ? call.function.name : '';
    const number = typeof call.index === 'number' ? call.index : undefined;
    const slot = this.#find(number, id, name) ?? this.#open(number, id, name);
    const raw = call.function?.arguments;
    const text = typeof raw === 'string' ? raw : raw === null || raw === undefined ? '' : JSON.stringify(raw);
    if (slot.name === '' && name !== '') this.#start(slot, name);
    if (text === '') return;
    slot.text += text;
    if (slot.name !== '') this.#emit({ type: 'tool_delta', index: slot.index, text });
  }

  /** Tells the calls, whole, in order. Absent arguments are an empty object; broken ones stay as they came. */
  end(): void {
    for (const slot of this.#slots) {
      if (slot.name === '') this.#start(slot, 'unknown');
      this.#emit({ type: 'tool_call', index: slot.index, id: slot.id, name: slot.name, input: slot.text.trim() === '' ? '{}' : slot.text });
    }
  }

  #find(number: number | undefined, id: string, name: string): Slot | undefined {
    const last = this.#slots.at(-1);
    if (id !== '') {
      const same = this.#slots.find((slot) => slot.id === id);
      if (same) return same;
      // another id under a number in use is another call, as long as it names a function
      const numbered = number === undefined ? undefined : this.#slots.findLast((slot) => slot.number === number);
      return numbered && name === '' ? numbered : undefined;
    }
    if (number !== undefined) {
      const numbered = this.#slots.findLast((slot) => slot.number === number);
      return numbered && startsAnother(numbered, name) ? undefined : numbered;
    }
    return last && startsAnother(last, name) ? undefined : last;
  }

  #open(number: number | undefined, id: string, name: string): Slot {
    const slot: Slot = { index: this.#slots.length, number, id: id || `call_${randomBytes(12).toString('hex')}`, name: '', text: '' };
    this.#slots.push(slot);
    if (name !== '') this.#start(slot, name);
    return slot;
  }

  #start(slot: Slot, name: string): void {
    slot.name = name;
    this.#emit({ type: 'tool_start', index: slot.index, id: slot.id, name });
    if (slot.text !== '') this.#emit({ type: 'tool_delta', index: slot.index, text: slot.text });
  }
}

/** A name without an id opens a new call when the call at hand has another name or complete arguments. */
function startsAnother(slot: Slot, name: string): boolean {
  if (name === '' || slot.name === '') return false;
  return name !== slot.name || isComplete(slot.text);
}

function isComplete(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

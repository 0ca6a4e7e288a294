import type { Event } from '@ock/schemas';

/** Follows which sessions wait for a person: something was asked, and nothing has answered it yet. */
export class Waiting {
  /** open calls by session */
  readonly #open = new Map<string, Set<string>>();
  readonly #changed: (sessionId: string, waits: boolean) => void;

  constructor(changed: (sessionId: string, waits: boolean) => void) {
    this.#changed = changed;
  }

  /** What a sub-agent asks holds the session at the top. */
  follow(event: Event): void {
    const inner = event.type === 'subagent_event' ? (event.event as unknown as Event) : event;
    const id = event.session_id;
    switch (inner.type) {
      case 'permission_asked':
      case 'question_asked':
        this.#set(id, (calls) => calls.add(inner.call_id));
        break;
      case 'permission_granted':
      case 'permission_denied':
      case 'tool_result':
        if (this.#open.has(id)) this.#set(id, (calls) => calls.delete('call_id' in inner ? inner.call_id : ''));
        break;
      case 'result':
        if (this.#open.has(id) && event.type === 'result') this.#set(id, (calls) => calls.clear());
        break;
      default:
    }
  }

  #set(id: string, change: (calls: Set<string>) => void): void {
    const calls = this.#open.get(id) ?? new Set();
    const before = calls.size > 0;
    change(calls);
    if (calls.size > 0) this.#open.set(id, calls);
    else this.#open.delete(id);
    if (calls.size > 0 !== before) this.#changed(id, calls.size > 0);
  }
}

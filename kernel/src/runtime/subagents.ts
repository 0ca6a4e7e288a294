import type { Event } from '@ock/schemas';

/** For what a session works that another one started. */
export interface Origin {
  /** the session above */
  sessionId: string;
  /** the call in it */
  callId: string;
  agent: string;
}

/** Which running sessions are sub-agents, and of what. */
export class Subagents {
  readonly #origins = new Map<string, Origin>();

  /** @returns to be called when the session's work is over */
  add(sessionId: string, origin: Origin): () => void {
    this.#origins.set(sessionId, origin);
    return () => void this.#origins.delete(sessionId);
  }

  /** The event as the session at the top tells it; one of a session that is no sub-agent's stays what it is. */
  wrap(event: Event): Event {
    if (this.#origins.size === 0) return event;
    const origin = this.#origins.get(event.session_id);
    if (!origin) return event;
    let { sessionId, callId } = origin;
    for (let above = this.#origins.get(sessionId); above; above = this.#origins.get(sessionId)) ({ sessionId, callId } = above);
    return {
      type: 'subagent_event',
      session_id: sessionId,
      time: event.time,
      child_session_id: event.session_id,
      call_id: callId,
      agent: origin.agent,
      event,
    };
  }
}

import type { Session } from '@ock/schemas';
import type { SessionService } from '../../kinds/session-service.ts';
import { type FileLedger, fileLedger, type ToolSession } from '../tools/tool-session.ts';

/** What tools keep in a session: the files seen live as long as the process, `state` is stored. */
export class SessionState implements ToolSession {
  readonly files: FileLedger;
  readonly #session: Session;
  readonly #sessions: SessionService;
  readonly #changed: (key: string, value: unknown) => void;

  /** @param stamps shared by the session's tool calls, path → stamp; filled again from stored results on resume by reading anew */
  constructor(session: Session, sessions: SessionService, stamps: Map<string, string>, changed: (key: string, value: unknown) => void) {
    this.#session = session;
    this.#sessions = sessions;
    this.#changed = changed;
    this.files = fileLedger(stamps);
  }

  getState<T>(key: string): T | undefined {
    return this.#session.state[key] as T | undefined;
  }

  async setState(key: string, value: unknown): Promise<void> {
    this.#session.state = { ...this.#session.state, [key]: value };
    await this.#sessions.update(this.#session.id, { state: this.#session.state });
    this.#changed(key, value);
  }
}

import { createHash } from 'node:crypto';
import { killGroup, ToolError } from '@ock/kernel';
import { BackgroundCommand, type BackgroundOptions } from './background-command.ts';

/** that run at the same time, in all sessions of this process */
const MAX_RUNNING = 20;
/** ended ones whose output can still be looked at */
const MAX_ENDED = 20;
/** ms that commands get to end by themselves when their session ends */
const LEAVE_MS = 500;
const COMMAND_CHARS = 80;

/** The commands in the background, each its session's own. They end with their session, at the latest with this process. */
export class BackgroundCommands {
  readonly #commands = new Map<string, BackgroundCommand>();
  readonly #starting = new Set<string>();

  /** @throws ToolError when too many run; the spawn error */
  async start({ callId, ...options }: Omit<BackgroundOptions, 'id'> & { callId: string }): Promise<BackgroundCommand> {
    const running = [...this.#commands.values()].filter(({ result }) => !result);
    if (running.length + this.#starting.size >= MAX_RUNNING)
      throw new ToolError(`${MAX_RUNNING} commands run in the background already: end one with bash_kill. ${this.list(options.sessionId)}`);
    const id = this.#freeId(callId);
    this.#starting.add(id);
    try {
      const command = await BackgroundCommand.start({ ...options, id });
      this.#commands.set(command.id, command);
      this.#forgetOldest();
      return command;
    } finally {
      this.#starting.delete(id);
    }
  }

  /** @throws ToolError naming those that are there */
  get(id: string, sessionId: string): BackgroundCommand {
    const found = this.#commands.get(id);
    if (found?.sessionId === sessionId) return found;
    throw new ToolError(`There is no background command ${id}; they belong to the run that started them. ${this.list(sessionId)}`);
  }

  of(sessionId: string): BackgroundCommand[] {
    return [...this.#commands.values()].filter((command) => command.sessionId === sessionId);
  }

  /** One line for each of a session. */
  list(sessionId: string): string {
    const lines = this.of(sessionId).map((command) => `${command.id}: ${short(command.command)} (${command.state})`);
    return lines.length === 0
      ? 'There are none of this run; what an earlier run started and could not end is not seen here.'
      : `There are:\n${lines.join('\n')}`;
  }

  /** What the model was not told yet: commands that ended since. Undefined: nothing. */
  news(sessionId: string): string | undefined {
    const ended = this.of(sessionId).filter(({ result, told }) => result && !told);
    for (const command of ended) command.told = true;
    const lines = ended.map(
      ({ id, command, state }) => `[background command ${id} (${short(command)}) ended: ${state}; bash_output has its last output]`,
    );
    return lines.length === 0 ? undefined : lines.join('\n');
  }

  /** Ends those of one session, or all. */
  async end(sessionId?: string): Promise<void> {
    const going = [...this.#commands.values()].filter((command) => sessionId === undefined || command.sessionId === sessionId);
    const running = going.filter(({ result }) => !result);
    for (const { id } of going) this.#commands.delete(id);
    if (running.length === 0) return;
    const timer = setTimeout(() => {
      for (const { result, pid } of running) if (!result) killGroup(pid, 'SIGKILL');
    }, LEAVE_MS);
    await Promise.all(running.map((command) => command.kill()));
    clearTimeout(timer);
  }

  /** The same for the same call, so that a recorded session finds its commands again when it is played. */
  #freeId(callId: string): string {
    for (let attempt = 0; ; attempt++) {
      const id = `b${createHash('sha256').update(`${callId} ${attempt}`).digest('hex').slice(0, 4)}`;
      if (!this.#commands.has(id) && !this.#starting.has(id)) return id;
    }
  }

  #forgetOldest(): void {
    const ended = [...this.#commands.values()].filter(({ result }) => result);
    for (const { id } of ended.slice(0, -MAX_ENDED)) this.#commands.delete(id);
  }
}

function short(command: string): string {
  const line = command.replace(/\s+/g, ' ').trim();
  return line.length > COMMAND_CHARS ? `${line.slice(0, COMMAND_CHARS)}…` : line;
}

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import type { FakeModel, FakeRequest } from '../fake-model/server.ts';
import { ended, type Ran, type Sandbox } from './cli.ts';
import { COMMAND_LOG, callsOf, LOST, TURNS } from './kill-script.ts';
import { type Line, lines } from './run.ts';

/** a killed process is given at most so many requests, and ms after the last of them: some turns, however slow the machine is */
const REQUESTS = 8;
const SPAN = 30;
/** ms in which a process starts */
const START = 180;
const START_SHARE = 0.2;

interface Exported {
  session: { id: string; usage: object; cost_usd: number };
  messages: {
    id: string;
    role: string;
    usage?: Record<string, number>;
    parts: (Record<string, unknown> & { id: string; type: string })[];
  }[];
}

/** One session in a sandbox, driven to its end through kills, and what was acknowledged on the way. */
export class KilledSession {
  readonly #sandbox: Sandbox;
  readonly #fake: FakeModel;
  /** events that told of something stored */
  readonly #told: Line[] = [];
  #from: number;
  kills = 0;

  constructor(sandbox: Sandbox, fake: FakeModel) {
    this.#sandbox = sandbox;
    this.#fake = fake;
    this.#from = fake.requests.length;
    writeFileSync(join(sandbox.work, 'main.txt'), 'start\nhere\n');
  }

  /** @param random where to kill; absent: nowhere */
  async drive(random?: Generator<number, never>): Promise<void> {
    let args = ['go'];
    for (let round = 0; round < 200; round++) {
      const ran = await this.#run(args, random);
      const events = lines(ran.stdout.slice(0, ran.stdout.lastIndexOf('\n') + 1));
      this.#told.push(...events.filter(({ type }) => ['user', 'message', 'tool_result'].includes(type)));
      this.#wholeFiles();
      if (ran.code === null) {
        args = ['--continue'];
        continue;
      }
      const last = events.at(-1);
      const said = JSON.stringify(last ?? ran.stderr);
      if (last?.exit_code === 0) return;
      // killed before the session or its prompt was stored, or after its last word was
      if (said.includes('OC_SESSION_NOT_FOUND')) args = ['go'];
      else if (said.includes('the session is at its end')) return;
      else if (said.includes('OC_INPUT') && this.#told.length === 0) args = ['--continue', 'go'];
      else throw new Error(`exit code ${ran.code}: ${said} ${ran.stderr}`);
    }
    throw new Error('the session did not come to its end');
  }

  async #run(args: readonly string[], random?: Generator<number, never>): Promise<Ran> {
    const before = this.#fake.requests.length;
    const child = this.#sandbox.spawn(['run', '--auto', '--format', 'stream-json', ...args]);
    const over = ended(child);
    if (random) {
      const inStart = random.next().value < START_SHARE;
      const last = before + (inStart ? 0 : 1 + Math.floor(random.next().value * REQUESTS));
      const wait = random.next().value * (inStart ? START : SPAN);
      let isOver = false;
      void over.then(() => {
        isOver = true;
      });
      while (!isOver && this.#fake.requests.length < last) await sleep(2);
      await Promise.race([over, sleep(wait)]);
      if (child.kill('SIGKILL')) this.kills++;
    }
    return over;
  }

  /** A change is there whole or not at all, at any moment. */
  #wholeFiles(): void {
    for (const [name, text] of this.tree()) {
      const turn = Number(/^made\/(\d+)\.txt$/.exec(name)?.[1] ?? -1);
      if (turn >= 0) expect(text, name).to.equal(callsOf(turn).change?.input.content);
      if (name === 'main.txt') expect(text).to.match(/^start\n(mark-\d+;\n)*here\n$/);
    }
  }

  /** Files of the work folder but the log, and their content. */
  tree(): Map<string, string> {
    const files = readdirSync(this.#sandbox.work, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const named = files.map((entry) => join(entry.parentPath, entry.name)).sort();
    return new Map(
      named
        .map((path) => [relative(this.#sandbox.work, path), readFileSync(path, 'utf8')] as const)
        .filter(([name]) => name !== COMMAND_LOG),
    );
  }

  /** Checks history, commands and what the model was told. @returns calls that were marked as interrupted */
  async check(): Promise<string[]> {
    const { stdout, stderr } = await this.#sandbox.run(['export', '-o', '-']);
    const { session, messages } = JSON.parse(stdout || `"${stderr}"`) as Exported;
    const parts = messages.flatMap((message) => message.parts.map((part) => ({ message, part })));
    const ids = parts.map(({ message, part }) => `${message.id}/${part.id}`);
    expect(ids, 'in order, none twice').to.deep.equal([...new Set(ids)].sort());
    const calls = parts.flatMap(({ part }) => (part.type === 'tool_call' ? [part.call_id as string] : []));
    const results = parts.flatMap(({ part }) => (part.type === 'tool_result' ? [part.call_id as string] : []));
    expect(calls, 'calls').to.deep.equal([...new Set(calls)]);
    expect(results, 'results').to.deep.equal([...new Set(results)]);
    this.#acknowledged(messages);
    const lost = calls.filter((id) => !results.includes(id));
    this.#modelWasTold(lost);
    this.#commands(new Set(lost));
    const spent = messages.reduce((sum, { usage }) => sum + (usage?.input ?? 0) + (usage?.output ?? 0), 0);
    const { input, output } = session.usage as { input: number; output: number };
    // what a killed process had received and not stored yet was spent as well
    expect(input + output, 'what the session says was spent').to.be.within(spent, this.kills > 0 ? Number.POSITIVE_INFINITY : spent);
    return lost;
  }

  #acknowledged(messages: Exported['messages']): void {
    const stored = new Map(messages.map((message) => [message.id, message]));
    let last = '';
    for (const event of this.#told) {
      if (event.type === 'tool_result') {
        const found = messages.flatMap(({ parts }) => parts).find((part) => part.type === 'tool_result' && part.call_id === event.call_id);
        expect(found?.output, `result of ${event.call_id}`).to.equal(event.output);
        continue;
      }
      const id = event.message_id as string;
      const text = stored.get(id)?.parts.flatMap((part) => (part.type === 'text' && !part.synthetic ? [part.text] : []));
      expect(text?.join(''), `${event.type} ${id}`).to.equal(event.text);
      expect(id > last, 'in order').to.equal(true);
      last = id;
    }
  }

  /** What the model was told once stays as it was told, and goes on with what came since; of each lost call it was told. */
  #modelWasTold(lost: readonly string[]): void {
    let known: string[] = [];
    for (const request of this.#fake.requests.slice(this.#from)) {
      const told = messagesOf(request);
      expect(told.slice(0, known.length), `request ${request.number}`).to.deep.equal(known);
      known = told;
    }
    for (const id of lost)
      expect(
        known.find((text) => text.includes(`"${id}"`) && text.includes('"tool"')),
        id,
      ).to.match(LOST);
  }

  /** None ran twice; one may be missing only where it was marked as interrupted. */
  #commands(lost: ReadonlySet<string>): void {
    const ran = readFileSync(join(this.#sandbox.work, COMMAND_LOG), 'utf8').trim().split('\n');
    expect(ran, 'no command ran twice').to.deep.equal([...new Set(ran)]);
    const all = Array.from({ length: TURNS }, (_, turn) => callsOf(turn).commands).flat();
    const missing = all.filter(({ line, id }) => !ran.includes(line) && !lost.has(id));
    expect(missing, 'commands that never ran').to.deep.equal([]);
  }
}

function messagesOf({ body }: FakeRequest): string[] {
  return (body.messages as object[]).map((message) => JSON.stringify(message));
}

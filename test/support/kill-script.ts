import type { FakeRequest, Step } from '../fake-model/server.ts';

export const TURNS = 30;
/** what the model is told of a call that a killed process left */
export const LOST = /interrupted before it finished; whether it had any effect is unknown/;
/** each command adds a line to it */
export const COMMAND_LOG = 'commands.log';

interface ToldMessage {
  role: string;
  content?: string | null;
  tool_call_id?: string;
  tool_calls?: { id: string }[];
}

/** A change of a file, and how to see in the file whether it was made. */
interface Change {
  id: string;
  name: 'write' | 'edit';
  input: { filePath: string; content?: string; oldString?: string; newString?: string };
  mark: string;
}

/** The calls of a turn: a change and a command, or two commands. */
export function callsOf(turn: number): { change?: Change; commands: { id: string; line: string; command: string }[] } {
  const command = (which: string, wait: number) => {
    const line = `${turn}${which}`;
    return { id: `c${line}`, line, command: `echo ${line} >> ${COMMAND_LOG}; sleep ${wait}` };
  };
  if (turn % 3 === 2) return { commands: [command('a', 0.02), command('b', 0)] };
  const id = `f${turn}`;
  const mark = `mark-${turn};`;
  const change: Change =
    turn % 3 === 0
      ? { id, name: 'write', mark, input: { filePath: `made/${turn}.txt`, content: `${mark}\n${`text of ${turn}\n`.repeat(2_000)}end\n` } }
      : { id, name: 'edit', mark, input: { filePath: 'main.txt', oldString: 'here\n', newString: `${mark}\nhere\n` } };
  return { change, commands: [command('a', 0.01)] };
}

/** Plays a careful model: of a change that was interrupted it looks whether it was made and makes it where it was not; commands it never repeats. */
export function nextStep({ body }: FakeRequest): Step {
  const messages = body.messages as ToldMessage[];
  const results = new Map(
    messages.filter(({ role }) => role === 'tool').map((message) => [message.tool_call_id ?? '', message.content ?? '']),
  );
  for (let turn = 0; turn < TURNS; turn++) {
    const { change, commands } = callsOf(turn);
    const first = change?.id ?? commands[0]?.id ?? '';
    if (!results.has(first)) {
      return {
        text: `Turn ${turn} begins.`,
        toolCalls: [
          ...(change ? [{ id: change.id, name: change.name, input: change.input }] : []),
          ...commands.map(({ id, command }) => ({ id, name: 'bash', input: { command } })),
        ],
      };
    }
    const again = change && repair(change, results);
    if (again) return again;
  }
  return { text: 'All done.' };
}

/** @returns undefined when the change is known to be made */
function repair({ id, name, input, mark }: Change, results: ReadonlyMap<string, string>): Step | undefined {
  let last = results.get(id) ?? '';
  for (let attempt = 0; LOST.test(last); attempt++) {
    const look = `${id}-look-${attempt}`;
    const seen = results.get(look);
    if (seen === undefined) return { toolCalls: [{ id: look, name: 'read', input: { filePath: input.filePath } }] };
    if (seen.includes(mark)) return undefined;
    const redo = `${id}-redo-${attempt}`;
    const redone = results.get(redo);
    if (redone === undefined) return { toolCalls: [{ id: redo, name, input }] };
    last = redone;
  }
  return undefined;
}

/** Numbers from 0 to 1, the same on every run. */
export function* randoms(seed: number): Generator<number, never> {
  for (let at = seed; ; ) {
    at = (Math.imul(at, 1_103_515_245) + 12_345) & 0x7fffffff;
    yield at / 0x80000000;
  }
}

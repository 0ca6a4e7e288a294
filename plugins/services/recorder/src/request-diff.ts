import { type RecordedRequest, unifiedDiff } from '@ock/kernel';

const MAX_LINES = 40;
const MAX_WIDTH = 200;

/** Where two requests differ, for a person: the first lines of a unified diff of both as text. */
export async function requestDiff(recorded: RecordedRequest, now: RecordedRequest): Promise<string> {
  const { diff } = await unifiedDiff('request', textOf(recorded), textOf(now));
  const lines = diff.trimEnd().split('\n').slice(2);
  const shown = lines.slice(0, MAX_LINES).map((line) => (line.length > MAX_WIDTH ? `${line.slice(0, MAX_WIDTH)}…` : line));
  return lines.length > MAX_LINES ? [...shown, `… ${lines.length - MAX_LINES} more lines`].join('\n') : shown.join('\n');
}

function textOf({ system, tools, messages, ...rest }: RecordedRequest): string {
  const out = ['system', ...indented(system)];
  for (const tool of tools) out.push(`tool ${JSON.stringify(tool)}`);
  for (const [name, value] of Object.entries(rest)) out.push(`${name} ${JSON.stringify(value)}`);
  for (const { role, content } of messages) {
    for (const part of content) {
      const { type, ...facts } = part;
      const { text = '', ...others } = facts as { text?: string };
      out.push(`${role} ${type} ${Object.keys(others).length > 0 ? JSON.stringify(others) : ''}`.trimEnd(), ...indented(text));
    }
  }
  return `${out.join('\n')}\n`;
}

function indented(text: string): string[] {
  return text === '' ? [] : text.split('\n').map((line) => `  ${line}`);
}

import { createHash } from 'node:crypto';
import {
  type CallSettings,
  type ModelContent,
  type ModelMessage,
  type ModelRequest,
  type RecordedRequest,
  redact,
  redactDeep,
} from '@ock/kernel';
import { type Places, withPlaceholders } from './places.ts';

/** with what services add behind it */
const ENVIRONMENT = /<environment>\n[\s\S]{0,4000}?\n<\/environment>(?:\n<memory>\n[\s\S]{0,2000}?\n<\/memory>)?/g;
const DIRECTORY = /^working directory: (.+)$/m;
/** whole output of a tool that was too long for the model */
const KEPT_OUTPUT = /<data>([/\\]+)tool-output[/\\]+[^\s"'`)\]]+/g;
const SESSION = /\bses_[0-9A-Z]{26}\b/g;
const ULID = /\b01[0-9A-HJKMNP-TV-Z]{24}\b/g;
/** characters of base64 above which a file stands as its digest */
const LONG_FILE = 1_000;

/**
 * The request without what changes from run to run: session, date, folders, ids, kept output. Secrets are replaced.
 * @param settings what is asked for beside it
 * @param places folders of this machine, and of the one where a replayed recording was made
 */
export function normaliseRequest(request: ModelRequest, settings: CallSettings, places: readonly Places[]): RecordedRequest {
  const worked = request.messages.flatMap(directoryIn);
  const named = withPlaceholders([...places, ...worked.map((cwd) => ({ cwd }))]);
  const clean = (text: string) =>
    redact(named(text.replace(ENVIRONMENT, '<environment>')))
      .replace(KEPT_OUTPUT, '<data>$1tool-output$1<file>')
      .replace(SESSION, '<session>')
      .replace(ULID, '<id>');
  const { system, tools, messages, toolChoice, responseSchema } = request;
  return redactDeep(
    {
      system,
      tools,
      messages: withPlainCalls(messages),
      ...(toolChoice && { toolChoice }),
      ...(responseSchema && { responseSchema }),
      ...asked(settings),
    },
    clean,
  );
}

function asked({ temperature, maxTokens, cappedFrom, effort, extra = {} }: CallSettings): Partial<RecordedRequest> {
  const most = cappedFrom === undefined ? maxTokens : (cappedFrom ?? undefined);
  const names = Object.keys(extra).sort();
  return {
    ...(temperature !== undefined && { temperature }),
    ...(most !== undefined && { maxTokens: most }),
    ...(effort !== undefined && { effort }),
    ...(names.length > 0 && { extra: Object.fromEntries(names.map((name) => [name, extra[name]])) }),
  };
}

/** The request with the settings that it leaves open taken from a recorded one; of the first version none counted. */
export function settledAs(request: RecordedRequest, recorded: RecordedRequest, version: 1 | 2): RecordedRequest {
  const { temperature, maxTokens, effort, extra, ...said } = request;
  if (version === 1) return said;
  const from = { ...asked(recorded), ...asked({ temperature, maxTokens, effort, extra } as CallSettings) };
  return { ...said, ...from };
}

export function digestOf(request: RecordedRequest): string {
  return createHash('sha256').update(JSON.stringify(request)).digest('hex');
}

function directoryIn({ role, content }: ModelMessage): string[] {
  if (role !== 'user') return [];
  return content.flatMap((part) => {
    const note = part.type === 'text' ? part.text.match(ENVIRONMENT)?.[0] : undefined;
    return note?.match(DIRECTORY)?.[1] ?? [];
  });
}

/** Some servers name no calls, and the names they get here are new each time: calls are numbered. */
function withPlainCalls(messages: readonly ModelMessage[]): ModelMessage[] {
  const names = new Map<string, string>();
  const nameOf = (id: string) => {
    const name = names.get(id) ?? `call-${names.size + 1}`;
    names.set(id, name);
    return name;
  };
  const plain = (part: ModelContent): ModelContent => {
    if (part.type === 'tool_call') return { ...part, id: nameOf(part.id) };
    if (part.type === 'file') return { ...part, data: short(part.data) };
    if (part.type !== 'tool_result') return part;
    return { ...part, id: nameOf(part.id), ...(part.files && { files: part.files.map((file) => ({ ...file, data: short(file.data) })) }) };
  };
  return messages.map(({ role, content }) => ({ role, content: content.map(plain) }));
}

function short(data: string): string {
  return data.length <= LONG_FILE ? data : `sha256:${createHash('sha256').update(data).digest('hex')}`;
}

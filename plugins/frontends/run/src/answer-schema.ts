import { readFileSync } from 'node:fs';
import { addUsage, type Conversation, KernelError, type TurnResult } from '@ock/kernel';

type Json = Record<string, unknown>;
/** further prompts that may be spent on getting valid JSON */
const REPAIRS = 2;

/** `--output-schema`: the answer must be JSON that fits. */
export class AnswerSchema {
  readonly #schema: Json;

  private constructor(schema: Json) {
    this.#schema = schema;
  }

  /** @throws OC_SCHEMA_INVALID when the file is missing, not JSON or no JSON Schema */
  static read(file: string): AnswerSchema {
    try {
      const schema = JSON.parse(readFileSync(file, 'utf8')) as unknown;
      if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) throw new Error('a JSON Schema is an object');
      return new AnswerSchema(schema as Json);
    } catch (cause) {
      throw new KernelError('OC_SCHEMA_INVALID', { file, message: cause instanceof Error ? cause.message : String(cause) }, { cause });
    }
  }

  instruct(prompt: string): string {
    return `${prompt}\n\nWhen the work is done, answer with nothing but one JSON value that fits this JSON Schema, without code fences:\n${JSON.stringify(this.#schema)}`;
  }

  /**
   * Checks the answer; asks again, a bounded number of times, with what is wrong. The caps of a prompt hold for it and its repairs together. On
   * success `text` is the JSON alone.
   */
  async enforce(conversation: Conversation, first: TurnResult, signal: AbortSignal): Promise<TurnResult> {
    const caps = conversation.limits;
    let result = first;
    for (let repair = 0; ; repair++) {
      const checked = await this.#check(result.text);
      if ('json' in checked) return { ...result, text: JSON.stringify(checked.json), structured: checked.json };
      if (repair === REPAIRS) {
        const cause = new KernelError('OC_OUTPUT_SCHEMA', { message: checked.wrong, tries: REPAIRS + 1 });
        return { ...result, subtype: 'error', error: { code: cause.code, message: cause.message }, cause, exitCode: cause.exitCode };
      }
      const text = `That is not JSON that fits the schema: ${checked.wrong}\nAnswer again with the JSON value alone.`;
      const next = await within(conversation, left(caps, result), () => conversation.prompt({ text, files: [] }, { signal }));
      result = {
        ...next,
        usage: addUsage(result.usage, next.usage),
        costUsd: result.costUsd + next.costUsd,
        ...((result.costKnown ?? next.costKnown) === false && { costKnown: false }),
        numTurns: result.numTurns + next.numTurns,
        durationMs: result.durationMs + next.durationMs,
        denials: [...result.denials, ...next.denials],
        filesChanged: [...new Set([...result.filesChanged, ...next.filesChanged])].sort(),
      };
      if (next.subtype !== 'success') return result;
    }
  }

  async #check(text: string): Promise<{ json: unknown } | { wrong: string }> {
    const json = await parseJson(text);
    if (json === undefined) return { wrong: 'it is not JSON' };
    const { validate } = await import('@cfworker/json-schema');
    const { valid, errors } = validate(json, this.#schema as Parameters<typeof validate>[1], '2020-12', undefined, false);
    const wrong = errors.slice(0, 5).map(({ instanceLocation, error }) => `${instanceLocation}: ${error}`);
    return valid ? { json } : { wrong: wrong.join('; ') };
  }
}

type Caps = Conversation['limits'];

/** What is left of the caps after `spent`. */
function left(caps: Caps, spent: TurnResult): Caps {
  return {
    maxTurns: caps.maxTurns - spent.numTurns,
    ...(caps.maxCostUsd !== undefined && { maxCostUsd: caps.maxCostUsd - spent.costUsd }),
    ...(caps.timeoutMs !== undefined && { timeoutMs: Math.max(1, caps.timeoutMs - spent.durationMs) }),
  };
}

async function within<T>(conversation: Conversation, caps: Caps, work: () => Promise<T>): Promise<T> {
  const former = conversation.limits;
  conversation.limits = caps;
  try {
    return await work();
  } finally {
    conversation.limits = former;
  }
}

/** The text as JSON: as it is, inside a code fence, or repaired when it clearly is an object or a list. */
async function parseJson(text: string): Promise<unknown> {
  const bare = /```(?:json)?\s*\n([\s\S]*?)\n```/.exec(text)?.[1] ?? text;
  try {
    return JSON.parse(bare) as unknown;
  } catch {
    const start = bare.search(/[[{]/);
    if (start < 0) return undefined;
    const { jsonrepair } = await import('jsonrepair');
    try {
      return JSON.parse(jsonrepair(bare.slice(start))) as unknown;
    } catch {
      return undefined;
    }
  }
}

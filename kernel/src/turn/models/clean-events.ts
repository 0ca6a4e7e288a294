import type { ModelEvent } from '../../kinds/model.ts';
import { ModelError } from '../../runtime/errors.ts';
import { redactSecrets } from '../../runtime/redact.ts';
import { SecretFilter } from '../../runtime/secret-filter.ts';

/** calls one answer may hold; models ask for a handful */
const MAX_CALLS = 256;
/** characters of one call's arguments: more than any file a model writes */
const MAX_INPUT = 4 << 20;
/** brackets within brackets; what follows them one by one would run out of stack */
const MAX_DEPTH = 200;

/** Takes registered secrets out of what a model says, also where its pieces cut them in two. */
export class CleanEvents {
  readonly #filter = new SecretFilter();
  #type: 'text' | 'reasoning' = 'text';
  #calls = 0;

  /** @throws ModelError when the answer holds more calls than anyone could mean */
  push(event: ModelEvent): ModelEvent[] {
    if (event.type === 'usage') return [event];
    if (event.type === 'text' || event.type === 'reasoning') {
      const before = event.type === this.#type ? [] : this.end();
      this.#type = event.type;
      const text = this.#filter.push(event.text);
      return text === '' ? before : [...before, { ...event, text }];
    }
    if (event.type !== 'tool_call') return [...this.end(), event];
    if (++this.#calls > MAX_CALLS) {
      const message = `the model made more than ${MAX_CALLS} tool calls in one answer; none was run`;
      throw new ModelError('OC_MODEL_UNREADABLE', { message, because: 'model.too_many_calls', max: MAX_CALLS }, { retryable: false });
    }
    return [...this.end(), { ...event, input: bounded(redactSecrets(event.input)) }];
  }

  /** What was held back. */
  end(): ModelEvent[] {
    const text = this.#filter.end();
    return text === '' ? [] : [{ type: this.#type, text }];
  }
}

/** Arguments that nothing may follow or keep become a text, which is reported to the model like any other that is no object. */
function bounded(input: string): string {
  const why = input.length > MAX_INPUT ? `${input.length} characters are too many` : isTooDeep(input) ? 'nested too deeply' : undefined;
  return why === undefined ? input : JSON.stringify(`${why}: ${input.slice(0, 80)}`);
}

function isTooDeep(json: string): boolean {
  if (json.length <= MAX_DEPTH) return false;
  let depth = 0;
  let inText = false;
  for (let at = 0; at < json.length; at++) {
    const char = json[at];
    if (char === '\\') at++;
    else if (char === '"') inText = !inText;
    else if (inText) continue;
    else if (char === '[' || char === '{') {
      if (++depth > MAX_DEPTH) return true;
    } else if (char === ']' || char === '}') depth--;
  }
  return false;
}

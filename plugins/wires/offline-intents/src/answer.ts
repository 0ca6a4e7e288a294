import type { ModelRequest, Translate } from '@ock/kernel';
import { readConversation, type Step } from './conversation.ts';
import type { Ask, Call, Outcome, Steps } from './intent.ts';
import { needsModel, notUnderstood } from './texts.ts';
import { type Job, understand } from './understand.ts';

/** What the phrase matcher says to a request, and the tool calls it makes; without calls the answer is final. */
export interface Answer {
  text: string;
  calls: Ask['calls'];
}

const MOST_STEPS = 100;

/**
 * Answers one request. A pure function: what was done before is read from the messages, and the intents are replayed over it up to the first step
 * that has no result yet.
 */
export function answer(request: ModelRequest, t: Translate): Answer {
  const talk = readConversation(request);
  const jobs = understand(
    talk.current.prompt,
    talk.exchanges.map((exchange) => exchange.prompt),
  );
  const steps = talk.current.steps;
  const earlier: Call[] = [...talk.earlier];
  let position = 0;
  let pending: string[] = [];
  for (const [index, job] of jobs.entries()) {
    if ('unknown' in job) {
      pending.push(jobs.length === 1 ? notUnderstood(job.unknown, t) : needsModel(`"${job.unknown}"`));
      continue;
    }
    const run: Steps = job.intent.run(job.slots, { ...talk, earlier: [...earlier] });
    let next = run.next();
    for (let count = 0; !next.done && count < MOST_STEPS; count++) {
      const refusal = notOffered(next.value, request);
      if (refusal !== undefined) {
        pending.push(refusal, ...rest(jobs.slice(index + 1)));
        return { text: pending.join('\n\n'), calls: [] };
      }
      const step = steps[position];
      if (!step)
        return { text: [...pending, ...(next.value.say === undefined ? [] : [next.value.say])].join('\n\n'), calls: next.value.calls };
      position++;
      pending = [];
      const results = align(next.value, step);
      earlier.push(...results);
      next = run.next(results);
    }
    const outcome: Outcome = next.done ? next.value : { text: 'That takes more steps than I make.', ok: false };
    pending.push(outcome.text);
    if (!outcome.ok) {
      pending.push(...rest(jobs.slice(index + 1)));
      break;
    }
  }
  return { text: pending.join('\n\n'), calls: [] };
}

/** The results of the calls that were asked for; one that is missing counts as failed. */
function align(asked: Ask, step: Step): Call[] {
  return asked.calls.map((call, index) => step.calls[index] ?? { ...call, output: 'The call was not made.', isError: true });
}

function notOffered(asked: Ask, request: ModelRequest): string | undefined {
  const offered = new Set(request.toolChoice === 'none' ? [] : request.tools.map((tool) => tool.name));
  const missing = [...new Set(asked.calls.map((call) => call.tool))].find((tool) => !offered.has(tool));
  if (missing === undefined) return undefined;
  const list = [...offered].join(', ');
  return `That takes the tool \`${missing}\`, which is not offered here (the agent or the configuration leaves it out). Offered: ${list === '' ? 'none' : list}.`;
}

/** What is not begun after a failure is said, so that nobody takes it for done. */
function rest(jobs: readonly Job[]): string[] {
  if (jobs.length === 0) return [];
  const names = jobs.map((job) =>
    'unknown' in job ? `"${job.unknown}" (which needs a language model)` : job.intent.id.replaceAll('-', ' '),
  );
  return [`I stopped there. Not begun: ${names.join(', ')}.`];
}

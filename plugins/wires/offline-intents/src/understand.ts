import type { Intent } from './intent.ts';
import { intents } from './intents/index.ts';
import type { Slots } from './pattern.ts';
import { clean, mask, type Phrase, unmask } from './phrase.ts';

/** One thing to do, or a piece of the prompt that no intent matches. */
export type Job = { intent: Intent; slots: Slots } | { unknown: string };

const AGAIN = /^(?:again|repeat|(?:do|try) (?:it|that|this)|repeat (?:it|that|this)|once more|one more time|same again)$/i;
const DELEGATE = /^(?:delegate(?: this| to (?:the |an? )?\w+)?:|use (?:the |an? )?(?:task|sub-?)\s?agent to|@\w+(?=\s))\s*/i;
/** A sentence that tells something and asks for nothing. */
const STATEMENT =
  /^(?:the|this|that|there|it|i|we|my|our)\b.*\b(?:is|are|was|were|need|needs|have|has|fails?|failed|failing|want|found|see|saw|broke|got)\b/i;
const JOINT = /(?:\s*[,;]?\s+(?:and then|and also|then|and)\s+|\s*;\s+|\s*,\s+(?=(?:run|show|read|commit|push|create|find|replace)\b))/i;
const MOST_JOBS = 20;
/** characters; longer texts are no phrases, and no pattern should spend time on them */
const LONGEST_REQUEST = 4000;

/** @returns what a prompt asks for, in order. Never empty. */
export function understand(prompt: string, earlierPrompts: readonly string[] = []): Job[] {
  const phrase = request(mask(prompt));
  if (phrase.text.length > LONGEST_REQUEST) return [{ unknown: prompt }];
  if (AGAIN.test(clean(phrase).text)) {
    const last = earlierPrompts.toReversed().find((text) => !AGAIN.test(clean(mask(text)).text));
    if (last !== undefined) return understand(last);
  }
  const whole = match(phrase);
  if (whole) return [whole];
  const sentences = phrase.text.split(/(?<=[.!?])\s+|\n+/).filter((text) => text.trim() !== '');
  const jobs = sentences.flatMap((text) => split({ text, quotes: phrase.quotes })).slice(0, MOST_JOBS);
  const known = jobs.filter((job) => 'intent' in job);
  if (known.length === 0) return [{ unknown: prompt }];
  return jobs.filter((job) => 'intent' in job || !STATEMENT.test(job.unknown));
}

/**
 * The part of a prompt that asks: its first paragraph, and quoted blocks after it. What follows (piped text, contents of files) is material and must
 * never be taken for a request.
 */
function request(phrase: Phrase): Phrase {
  const [first = '', ...others] = phrase.text
    .replace(/<file\b[^>]*>[\s\S]*?<\/file>/g, '')
    .trim()
    .split(/\n\s*\n/);
  const blocks = others.findIndex((text) => !/^\s*(?:⟦\d+⟧\s*)+$/.test(text));
  return { text: [first, ...others.slice(0, blocks === -1 ? others.length : blocks)].join('\n'), quotes: phrase.quotes };
}

function match(phrase: Phrase): Job | undefined {
  const cleaned = clean(phrase);
  const text = cleaned.text.replace(DELEGATE, '');
  const target = text === cleaned.text ? cleaned : clean({ text, quotes: phrase.quotes });
  for (const intent of intents) {
    const slots = intent.match(target);
    if (slots) return { intent, slots };
  }
  return undefined;
}

/** "Run the tests and commit …": cut where both sides make sense, else where the left side does. */
function split(phrase: Phrase): Job[] {
  const whole = match(phrase);
  if (whole) return [whole];
  const pieces = phrase.text.split(JOINT);
  for (let count = pieces.length - 1; count > 0; count--) {
    const at = cut(phrase.text, count);
    const left = match({ text: phrase.text.slice(0, at.end), quotes: phrase.quotes });
    if (left) return [left, ...split({ text: phrase.text.slice(at.next), quotes: phrase.quotes })];
  }
  return [{ unknown: unmask(clean(phrase).text, phrase.quotes) }];
}

/** Where the `count`th joint of a text begins and ends. */
function cut(text: string, count: number): { end: number; next: number } {
  const joints = [...text.matchAll(new RegExp(JOINT, 'gi'))];
  const joint = joints[count - 1];
  return joint ? { end: joint.index, next: joint.index + joint[0].length } : { end: text.length, next: text.length };
}

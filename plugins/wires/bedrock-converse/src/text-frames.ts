import { type AnswerFormat, unreadable } from '@ock/kernel';
import type { Frame } from './frames.ts';

/** characters of one event beyond which it counts as broken */
const MAX_EVENT = 32 << 20;

/**
 * The same events as text, one to a `data:` line, as gateways in front of Bedrock send them: `{"messageStop": {…}}`. Some print them as Python
 * does, which is read as well.
 */
export const textFrameFormat: AnswerFormat = (sink, target) => {
  const decoder = new TextDecoder();
  let rest = '';
  const line = (text: string): void => {
    const data = /^data:\s*(.*?)\s*$/.exec(text)?.[1];
    if (!data || data === '[DONE]') return;
    const value = parse(data) ?? parse(fromPython(data));
    if (value === undefined) throw unreadable('an event that is not JSON', target, true);
    sink.value(frameOf(value));
  };
  const feed = (text: string): void => {
    const lines = (rest + text).split(/\r?\n/);
    rest = lines.pop() ?? '';
    if (rest.length > MAX_EVENT) throw unreadable('an event that never ends', target, true);
    for (const one of lines) line(one);
  };
  return {
    feed: (chunk) => feed(decoder.decode(chunk, { stream: true })),
    end: () => feed(`${decoder.decode()}\n`),
  };
};

function frameOf(value: Record<string, unknown>): Frame {
  const [[name, payload] = ['', {}]] = Object.entries(value);
  const record = payload !== null && typeof payload === 'object' ? (payload as Record<string, unknown>) : { message: payload };
  if (name === 'error' || name === 'message') return { exception: 'error', payload: name === 'error' ? record : value };
  return name.endsWith('Exception') ? { exception: name, payload: record } : { event: name, payload: record };
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return value !== null && typeof value === 'object' ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

const WORDS: Record<string, string> = { True: 'true', False: 'false', None: 'null' };

/** A printed Python value as JSON: strings in either quotes, and three words. */
function fromPython(text: string): string {
  return text.replace(/'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|\b(?:True|False|None)\b/g, (all, single?: string, double?: string) => {
    const inner = single ?? double;
    if (inner === undefined) return WORDS[all] ?? all;
    const plain = inner.replace(/\\x([0-9a-f]{2})/gi, '\\u00$1').replace(/\\'/g, "'");
    return `"${plain.replace(/(\\.)|"/g, (found, escaped?: string) => escaped ?? `\\${found}`)}"`;
  });
}

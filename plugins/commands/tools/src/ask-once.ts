import { createInterface } from 'node:readline/promises';
import {
  type PermissionAnswer,
  type PermissionDecision,
  type PermissionRequest,
  type Person,
  sanitizeLine,
  type Translate,
} from '@ock/kernel';

/** A person who is asked yes or no on stderr, for one call. */
export function askOnce(t: Translate): Person {
  const ask = async (prompt: string, signal: AbortSignal): Promise<string> => {
    const rl = createInterface({ input: process.stdin, output: process.stderr });
    try {
      return (await rl.question(prompt, { signal })).trim();
    } catch {
      return ''; // aborted: no answer
    } finally {
      rl.close();
    }
  };
  return {
    async permission(
      { tool, subjects }: PermissionRequest,
      { reason }: Extract<PermissionDecision, { effect: 'ask' }>,
      signal,
    ): Promise<PermissionAnswer> {
      const what = subjects.map((subject) => sanitizeLine(Object.values(subject).slice(1).join(' '))).join('; ');
      const answer = await ask(t('command-tools.may', { tool: tool.id, what, reason: sanitizeLine(reason) }), signal);
      return /^y(es)?$/i.test(answer) ? { answer: 'once' } : { answer: 'reject' };
    },
    async questions(questions, signal) {
      const answers: string[][] = [];
      for (const { question, options } of questions) {
        const choices = options?.length ? ` (${options.map(({ label }) => sanitizeLine(label)).join(', ')})` : '';
        answers.push([await ask(`${sanitizeLine(question)}${choices} `, signal)]);
      }
      return answers;
    },
  };
}

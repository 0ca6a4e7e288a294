import type { Event } from '@ock/schemas';
import { expect } from 'chai';
import { english } from '../../../../test/support/english.ts';
import { Progress } from '../src/progress.ts';

const base = { session_id: 'ses_1', time: 0 };

function told(...events: object[]): string {
  let text = '';
  const progress = new Progress(english, false, (more) => {
    text += more;
  });
  for (const event of events) progress.show({ ...base, ...event } as Event);
  return text;
}

describe('the progress of a run', () => {
  const failed = (call_id: string, output: string) => ({ type: 'tool_result', call_id, tool: 'bash', is_error: true, output });

  it('tells once that a call was denied, in the words for people, and not what the model is told of it', () => {
    const text = told(
      { type: 'permission_denied', call_id: 'c1', tool: 'bash', reason: 'for models', told: 'für Menschen' },
      failed('c1', 'Denied: for models. Do not try'),
      failed('c2', 'exit code: 1'),
    );
    expect(text).to.include('für Menschen').and.include('exit code: 1').and.not.include('for models');
    expect(text.trimEnd().split('\n')).to.have.length(2);
  });
});

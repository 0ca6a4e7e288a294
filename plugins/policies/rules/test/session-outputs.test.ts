import type { SessionService } from '@ock/kernel';
import { expect } from 'chai';
import { sessionOutputs } from '../src/session-outputs.ts';

const SESSIONS: Record<string, { parent_id?: string; forked_from?: string }> = {
  ses_a: {},
  ses_sub: { parent_id: 'ses_a' },
  ses_fork: { forked_from: 'ses_a' },
  ses_other: {},
  ses_round: { parent_id: 'ses_circle' },
  ses_circle: { parent_id: 'ses_round' },
};

describe('the kept outputs that a call may read', () => {
  const service = { get: async (id: string) => SESSIONS[id] } as unknown as SessionService;
  const of = (sessionId: string, ...paths: string[]) =>
    sessionOutputs('/o', async () => service)({ sessionId, subjects: paths.map((path) => ({ action: 'read', path })) });

  it('are those of its session and family', async () => {
    expect(await of('ses_a', '/o/x')).to.deep.equal(['/o/ses_a']);
    const paths = ['/d/tool-output/ses_sub/a', '/d/tool-output/ses_fork/a', '/d/tool-output/ses_other/a', '/d/tool-output/ses_gone/a'];
    expect(await of('ses_a', ...paths)).to.deep.equal(['/o/ses_a', '/o/ses_sub', '/o/ses_fork']);
    expect(await of('ses_fork', ...paths)).to.deep.equal(['/o/ses_fork', '/o/ses_sub']);
    expect(await of('ses_fork', '/d/tool-output/ses_a/a')).to.deep.equal(['/o/ses_fork', '/o/ses_a']);
    expect(await of('ses_a', '/d/tool-output/ses_round/a')).to.deep.equal(['/o/ses_a']);
    expect(await of('', '/d/tool-output/ses_a/a')).to.deep.equal([]);
  });

  it('are its own alone where the store is in trouble', async () => {
    const outputs = sessionOutputs('/o', () => Promise.reject(new Error('no store')));
    expect(await outputs({ sessionId: 'ses_a', subjects: [{ action: 'read', path: '/d/tool-output/ses_sub/a' }] })).to.deep.equal([
      '/o/ses_a',
    ]);
  });
});

import { expect } from 'chai';
import { type Lab, lab, put } from '../support/run.ts';

const SCRIPT = [
  { reasoning: 'Hm.', redacted: 'ENCRYPTED', signature: 'U0lHTkVE', toolCalls: [{ id: 'c1', name: 'read', input: { filePath: 'a.txt' } }] },
  { text: 'Done.', reasoning: 'Well.', redacted: 'ENCRYPTED-2', signature: 'U0lHTkVELTI=' },
  { text: 'Again.' },
];
const REASONS = '[models."fake/m1"]\ncapabilities = { reasoning = true }\nquirks = { callIds = true }\n';

/** What a model is sent back of its own reasoning, by protocol: between tool calls, and in a session that is resumed. */
const KEPT: Record<string, { call: object; text: object }> = {
  'openai-responses': {
    call: { type: 'reasoning', encrypted_content: 'ENCRYPTED', summary: [{ type: 'summary_text', text: 'Hm.' }] },
    text: { type: 'reasoning', encrypted_content: 'ENCRYPTED-2', summary: [{ type: 'summary_text', text: 'Well.' }] },
  },
  google: {
    call: { functionCall: { id: 'c1', name: 'read', args: { filePath: 'a.txt' } }, thoughtSignature: 'U0lHTkVE' },
    text: { text: 'Done.', thoughtSignature: 'U0lHTkVELTI=' },
  },
};

for (const [wire, kept] of Object.entries(KEPT)) {
  describe(`reasoning over ${wire}`, () => {
    let it_: Lab;
    beforeEach(async () => {
      it_ = await lab({ script: SCRIPT }, wire, REASONS);
      put(it_.sandbox, 'a.txt', 'line one\n');
    });
    afterEach(() => it_.close());

    it('goes back to the model unchanged, between calls and from the store', async () => {
      const first = await it_.sandbox.run(['run', '--auto', '--title', 'x', 'read it']);
      expect(first.stdout, first.stderr).to.equal('Done.\n');
      expect(JSON.stringify(it_.fake.requests[1]?.body)).to.contain(JSON.stringify(kept.call));
      const second = await it_.sandbox.run(['run', '--auto', '--continue', 'and now?']);
      expect(second.stdout, second.stderr).to.equal('Again.\n');
      const sent = JSON.stringify(it_.fake.requests.at(-1)?.body);
      expect(sent).to.contain(JSON.stringify(kept.call)).and.contain(JSON.stringify(kept.text));
    });
  });
}

import { expect } from 'chai';
import { says, turnLab } from '../support/turn-lab.ts';

describe("what the administrator's file decides", () => {
  const lab = () => {
    const made = turnLab(() => says('ok'), { config: { model: 'p/m', agent: 'look', models: { 'p/other': { context: 1000 } } } });
    (made.kernel.config as { origin: unknown }).origin = (key: unknown) =>
      key === 'model' || key === 'agent' ? { layer: 'managed', file: '/etc/opencode/opencode.toml' } : undefined;
    return made;
  };

  it('holds against flags, commands and what a session remembers', async () => {
    const made = lab();
    try {
      const conversation = await made.open({ model: 'p/other', agent: 'build' });
      expect(conversation).to.include({ model: 'p/m', agent: 'look' });
      conversation.setModel('p/other');
      conversation.setAgent('build');
      expect(conversation).to.include({ model: 'p/m', agent: 'look' });
    } finally {
      await made.close();
    }
  });
});

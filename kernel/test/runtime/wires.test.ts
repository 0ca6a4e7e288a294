import { expect } from 'chai';
import type { Wire } from '../../src/kinds/wire.ts';
import { indexed, testKernel } from '../support/test-kernel.ts';

describe('wires of a kernel', () => {
  const plain: Wire = { stream: async (_request, _target, { emit }) => emit({ type: 'text', text: 'plain' }) };
  const setUp = () =>
    testKernel({
      plugins: [indexed('@t/wire', { wire: [{ id: 'w' }] })],
      load: async () => ({ activate: (ctx) => ctx.register('wire', 'w', plain) }),
    }).kernel;

  it('are what plugins registered, with nothing around them', async () => {
    expect(await setUp().wire('w')).to.equal(plain);
  });

  it('are decorated in order, the last one outermost', async () => {
    const kernel = setUp();
    const around =
      (name: string) =>
      (wire: Wire): Wire => ({
        stream: (request, target, io) => wire.stream(request, target, { ...io, emit: () => io.emit({ type: 'text', text: name }) }),
      });
    const heard: unknown[] = [];
    kernel.decorateWires(around('inner'));
    kernel.decorateWires(around('outer'));
    await (await kernel.wire('w')).stream({} as never, {} as never, { emit: (event: unknown) => heard.push(event) } as never);
    expect(heard).to.deep.equal([{ type: 'text', text: 'outer' }]);
    expect(await kernel.use('wire', 'w')).to.equal(plain);
  });
});

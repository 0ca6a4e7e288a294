import { getEventListeners } from 'node:events';
import { mock } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { KernelError, ModelError } from '../../src/runtime/errors.ts';
import type { TurnResult } from '../../src/turn/result.ts';
import { STOP_GRACE_MS } from '../../src/turn/until-stopped.ts';
import { calls, type LabTool, type Script, says, type TurnLab, turnLab } from '../support/turn-lab.ts';

const idle = new AbortController().signal;
const ask = (text: string) => ({ text, files: [] });
const turns = async () => {
  for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
};
const reads = (text = 'content'): LabTool => ({ run: async () => ({ text }) });
const writes = (run: LabTool['run'] = async () => ({ text: 'done' })): LabTool => ({ permission: 'fs.write', readOnly: false, run });

describe('a prompt', () => {
  let lab: TurnLab;
  const go = async (script: Script, options: Parameters<typeof turnLab>[1] = {}, open = {}, signal = idle): Promise<TurnResult> => {
    lab = turnLab(script, options);
    return (await lab.open(open)).prompt(ask('go'), { signal });
  };
  afterEach(() => lab.close());

  it('counts turns, usage and cost over its calls', async () => {
    const result = await go((_r, n) => (n === 1 ? calls(['look']) : says('done')), { tools: { look: reads() } });
    expect(result).to.include({ subtype: 'success', text: 'done', numTurns: 2, costUsd: 2, exitCode: 0 });
    expect(result.usage).to.include({ input: 2_000_000 });
    const session = await (await lab.kernel.use('service', 'sessions')).get(lab.events[0]?.session_id as string);
    expect(session?.cost_usd).to.equal(2);
  });

  it('stops before the call that would pass a cap', async () => {
    const again: Script = (_r, n) => calls(['look', { n }]);
    const tools = { look: reads() };
    expect(await go(again, { tools }, { limits: { maxCostUsd: 2.5 } })).to.include({ subtype: 'limit', numTurns: 2, exitCode: 53 });
    await lab.close();
    expect(await go(again, { tools }, { limits: { maxTurns: 3 } })).to.include({ subtype: 'limit', numTurns: 3 });
  });

  it('is answered at the temperature of its agent, with its tools alone', async () => {
    let temperature: number | undefined;
    const agents = [{ id: 'cool', description: 'c', temperature: 0.1, tools: ['look'] }];
    const tools = { look: reads(), other: reads(), write: writes() };
    await go(
      (_r, _n, { target }) => {
        temperature = target.temperature;
        return says('ok');
      },
      { agents, tools },
      { agent: 'cool' },
    );
    expect(temperature).to.equal(0.1);
    expect(lab.requests[0]?.tools.map(({ name }) => name)).to.deep.equal(['look']);
  });

  it('asks the person without a timer, and waits no longer than the signal', async () => {
    const judge = () => ({ effect: 'ask', reason: 'test', rule: 'write' }) as const;
    const tools = { write: writes() };
    const script: Script = (_r, n) => (n === 1 ? calls(['write'], ['write', { again: true }]) : says('ok'));
    const asked: string[] = [];
    const person = {
      permission: async ({ tool }: { tool: { id: string } }) => {
        asked.push(tool.id);
        return asked.length === 1 ? ({ answer: 'once' } as const) : ({ answer: 'reject', message: 'not twice' } as const);
      },
      questions: async () => [],
    };
    const result = await go(script, { tools, judge }, { person });
    expect(asked).to.have.length(2);
    expect(result.denials.map(({ by, reason }) => [by, reason])).to.deep.equal([['person', 'the user refused: not twice']]);
  });

  it('does not count what a person thinks about as time that a tool takes', async () => {
    const now = performance.now.bind(performance);
    const person = {
      permission: async () => {
        performance.now = () => now() + 3_600_000;
        return { answer: 'once' } as const;
      },
      questions: async () => [],
    };
    const judge = () => ({ effect: 'ask', reason: 'test' }) as const;
    try {
      await go((_r, n) => (n === 1 ? calls(['write']) : says('ok')), { tools: { write: writes() }, judge }, { person });
    } finally {
      performance.now = now;
    }
    const took = lab.events.flatMap((event) => (event.type === 'tool_result' ? [event.duration_ms] : []));
    expect(took).to.have.length(1);
    expect(took[0]).to.be.lessThan(3_000_000);
  });

  it('is not over at once when its time is longer than a timer can hold', async () => {
    const result = await go(() => sleep(20, says('done')), {}, { limits: { timeoutMs: 2 ** 40 } });
    expect(result.subtype).to.equal('success');
  });

  it('ends when its time is over, also while a tool runs that ignores its signal', async () => {
    const deaf = { look: { run: () => new Promise<never>(() => undefined) } };
    lab = turnLab(() => calls(['look']), { tools: deaf });
    const conversation = await lab.open({ limits: { timeoutMs: 60_000 } });
    mock.timers.enable({ apis: ['setTimeout'] });
    try {
      const ending = conversation.prompt(ask('go'), { signal: idle });
      while (!lab.events.some(({ type }) => type === 'tool_call')) await turns();
      await turns();
      mock.timers.tick(60_000);
      await turns();
      mock.timers.tick(STOP_GRACE_MS);
      const result = await ending;
      expect(result).to.include({ subtype: 'limit', exitCode: 53 });
      expect(result.error?.code).to.equal('OC_LIMIT_TIME');
    } finally {
      mock.timers.reset();
    }
    const told = lab.events.find((event) => event.type === 'tool_result');
    expect(told).to.include({ is_error: true });
    expect((told as { output: string }).output).to.contain('time is over');
  });

  it('tells of a failing provider what the provider said, and of an abort what aborted', async () => {
    const stop = new AbortController();
    const result = await go(
      () => {
        stop.abort(new KernelError('OC_INTERRUPTED'));
        throw new Error('socket hang up');
      },
      {},
      {},
      stop.signal,
    );
    expect(result).to.include({ subtype: 'interrupted', exitCode: 130 });
  });

  describe('whose answer fails', () => {
    const reset = () => new ModelError('OC_MODEL_STREAM', { message: 'reset' }, { retryable: true, retryAfterMs: 1 });

    it('is asked again; text of the failed attempt is void, what it cost counts', async () => {
      const result = await go((_r, n, { emit }) => {
        if (n > 1) return says('whole');
        emit({ type: 'usage', usage: { input: 500_000 } });
        emit({ type: 'text', text: 'ha' });
        emit({ type: 'tool_call', index: 0, id: 'x', name: 'look', input: '{}' });
        throw reset();
      });
      expect(result).to.include({ text: 'whole', numTurns: 1, costUsd: 1.5 });
      const retry = lab.events.find((event) => event.type === 'retry');
      const voided = lab.events.find((event) => event.type === 'text');
      expect(retry).to.have.property('discarded_message_id', (voided as { message_id: string }).message_id);
      expect(lab.events.filter(({ type }) => type === 'tool_call')).to.deep.equal([]);
    });

    it('five times is asked five times more, then the error is the result', async () => {
      const result = await go(() => {
        throw reset();
      });
      expect(result).to.include({ subtype: 'error', exitCode: 1 });
      expect(lab.requests).to.have.length(6);
      expect(lab.events.filter(({ type }) => type === 'retry')).to.have.length(5);
    });

    it('and is interrupted in the pause: what was declared void is not kept, only that it cost something', async () => {
      const stop = new AbortController();
      lab = turnLab((_r, _n, { emit }) => {
        emit({ type: 'text', text: 'ha' });
        setTimeout(() => stop.abort(new KernelError('OC_INTERRUPTED')), 20);
        throw new ModelError('OC_MODEL_STREAM', { message: 'reset' }, { retryable: true, retryAfterMs: 60_000 });
      });
      const conversation = await lab.open();
      const result = await conversation.prompt(ask('go'), { signal: stop.signal });
      expect(result).to.include({ subtype: 'interrupted', text: '' });
      expect(conversation.messages.map(({ parts }) => parts.length > 0)).to.deep.equal([true, false]);
    });
  });

  describe('whose call', () => {
    it('breaks off in the middle of its arguments is not repaired and not run', async () => {
      let ran = 0;
      const tools = {
        write: writes(async () => {
          ran++;
          return { text: '' };
        }),
      };
      const cut = calls(['write', '{"filePath": "a.ts", "content": "half of it']).map((event) =>
        event.type === 'finish' ? { ...event, reason: 'length' as const } : event,
      );
      await go((_r, n) => (n === 1 ? cut : says('I see')), { tools });
      expect(ran).to.equal(0);
      expect(JSON.stringify(lab.requests[1]?.messages)).to.contain('break off');
    });

    it('is refused because nothing may be changed: the model is told, the refusal is listed', async () => {
      const result = await go(
        (_r, n) => (n === 1 ? calls(['write']) : says('ok')),
        { tools: { write: writes(), look: reads() } },
        { agent: 'look' },
      );
      expect(result.denials).to.have.length(1);
      expect(result.denials[0]).to.include({ tool: 'write', by: 'agent' });
      expect(lab.events.filter(({ type }) => type === 'permission_denied')).to.have.length(1);
      expect(lab.requests[0]?.tools.map(({ name }) => name)).to.deep.equal(['look']);
    });

    it('repeats itself with the same result is stopped', async () => {
      const result = await go(() => calls(['look']), { tools: { look: reads() } });
      expect(result.error?.code).to.equal('OC_LIMIT_LOOP');
    });

    it('changes files: they are listed for this prompt, and not for the next', async () => {
      const tools = { write: writes(async () => ({ text: '', metadata: { files_changed: ['/b', '/a'] } })) };
      lab = turnLab((_r, n) => (n === 1 ? calls(['write']) : says('ok')), { tools });
      const conversation = await lab.open();
      expect((await conversation.prompt(ask('one'), { signal: idle })).filesChanged).to.deep.equal(['/a', '/b']);
      expect((await conversation.prompt(ask('two'), { signal: idle })).filesChanged).to.deep.equal([]);
    });
  });

  it('runs neighbours that only read together, others alone and in their order', async () => {
    const running: string[][] = [];
    let now: string[] = [];
    const traced =
      (name: string): LabTool['run'] =>
      async () => {
        now.push(name);
        running.push([...now]);
        await sleep(10);
        now = now.filter((other) => other !== name);
        return { text: name };
      };
    const tools = { a: { run: traced('a') }, b: { run: traced('b') }, w: writes(traced('w')) };
    await go((_r, n) => (n === 1 ? calls(['a'], ['b'], ['w'], ['a']) : says('ok')), { tools });
    expect(running).to.deep.equal([['a'], ['a', 'b'], ['w'], ['a']]);
    const answered = lab.requests[1]?.messages.at(-1)?.content.map((part) => part.type === 'tool_result' && part.text);
    expect(answered).to.deep.equal(['a', 'b', 'w', 'a']);
  });

  it('leaves no listener on the signal, however many turns it takes', async () => {
    const stop = new AbortController();
    const warnings: Error[] = [];
    const warned = (warning: Error) => void warnings.push(warning);
    process.on('warning', warned);
    const tools = { look: reads(), write: writes() };
    const script: Script = (_r, n) => (n > 300 ? says('done') : calls(['look', { n }], ['look', { n, again: true }], ['write', { n }]));
    const result = await go(script, { tools }, { limits: { maxTurns: 1000, timeoutMs: 600_000 } }, stop.signal);
    await turns();
    process.off('warning', warned);
    expect(result).to.include({ subtype: 'success', numTurns: 301 });
    expect(getEventListeners(stop.signal, 'abort')).to.have.length(0);
    expect(warnings.filter(({ name }) => name === 'MaxListenersExceededWarning')).to.deep.equal([]);
  });

  it('meets turnStart and turnEnd once a turn, turnEnd after its calls and also when it fails', async () => {
    lab = turnLab(
      (_r, n) => {
        if (n === 1) return calls(['look']);
        throw new Error('no');
      },
      { tools: { look: reads() } },
    );
    const seen: string[] = [];
    const taps = lab.kernel.hooks.taps('@t/x');
    taps.turnStart.tap(({ turn }) => void seen.push(`start ${turn}`));
    taps.toolResult.tap((output) => {
      seen.push('tool');
      return output;
    });
    taps.turnEnd.tap(({ turn }) => void seen.push(`end ${turn}`));
    await (await lab.open()).prompt(ask('go'), { signal: idle });
    expect(seen).to.deep.equal(['start 1', 'tool', 'end 1', 'start 2', 'end 2']);
  });
});

describe('a session without a new prompt', () => {
  let lab: TurnLab;
  afterEach(() => lab.close());

  it('that stopped nowhere is refused before any request', async () => {
    lab = turnLab(() => says('done'));
    const conversation = await lab.open();
    expect(await conversation.prompt(undefined, { signal: idle })).to.include({ subtype: 'error', exitCode: 42 });
    await conversation.prompt(ask('go'), { signal: idle });
    expect(await conversation.prompt(undefined, { signal: idle })).to.include({ subtype: 'error', exitCode: 42 });
    expect(lab.requests).to.have.length(1);
  });

  it('that was killed among its calls runs again what only reads, and tells of the others', async () => {
    const ran: string[] = [];
    const run = (name: string) => async () => {
      ran.push(name);
      return { text: name };
    };
    lab = turnLab(() => says('done'), {
      tools: { a: { run: run('a') }, b: { run: run('b') }, w: { permission: 'fs.write', readOnly: false, run: run('w') } },
    });
    const conversation = await lab.open();
    const { id: session_id } = conversation.session;
    const base = { session_id, created_at: 1 };
    await conversation.store({ ...base, id: '01A', role: 'user', parts: [{ id: '01B', type: 'text', text: 'go' }] });
    await conversation.store({
      ...base,
      id: '01C',
      role: 'assistant',
      finish: 'tool_calls',
      parts: ['a', 'w', 'b'].map((tool, i) => ({ id: `01D${i}`, type: 'tool_call' as const, call_id: `c${i}`, tool, input: {} })),
    });
    await conversation.store({
      ...base,
      id: '01E',
      role: 'tool',
      parts: [{ id: '01F', type: 'tool_result', call_id: 'c0', tool: 'a', output: 'first', is_error: false }],
    });
    const result = await conversation.prompt(undefined, { signal: idle });
    expect(result.subtype).to.equal('success');
    expect(ran).to.deep.equal(['b']);
    const results = lab.requests[0]?.messages.at(-1)?.content.map((part) => part.type === 'tool_result' && part.text);
    expect(results?.[0]).to.equal('first');
    expect(results?.[1]).to.contain('unknown');
    expect(results?.[2]).to.equal('b');
  });

  it('that was cut in the middle of an answer is told to go on', async () => {
    const stop = new AbortController();
    lab = turnLab((_r, n, { emit, signal }) => {
      if (n > 1) return says('rest');
      emit({ type: 'text', text: 'the first half' });
      stop.abort(new KernelError('OC_TERMINATED'));
      throw signal.reason;
    });
    const conversation = await lab.open();
    expect(await conversation.prompt(ask('go'), { signal: stop.signal })).to.include({ text: 'the first half', exitCode: 143 });
    await conversation.prompt(undefined, { signal: idle });
    const { messages } = lab.requests[1] as { messages: { role: string }[] };
    expect(messages.map(({ role }) => role)).to.deep.equal(['user', 'assistant', 'user']);
  });
});

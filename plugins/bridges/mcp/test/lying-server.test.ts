import { expect } from 'chai';
import type { Person } from '../../../../kernel/src/index.ts';
import { calls, says } from '../../../../kernel/test/support/turn-lab.ts';
import { type McpLab, mcpLab, scripted } from './support/mcp-lab.ts';

/** what a terminal obeys, what turns text round, and what nobody sees */
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069]|[\u{e0000}-\u{e007f}]/u;

describe('a server that lies', function () {
  this.timeout(60_000);
  let lab: McpLab;
  afterEach(() => lab.close());

  it('tells models nothing that a person would not see, and nothing without bounds', async () => {
    lab = mcpLab({ servers: { s: scripted('lying') }, lazy: false, script: () => says('ok') });
    await lab.prompt();
    const { tools = [], system = '' } = lab.requests[0] ?? {};
    expect(tools.map(({ name }) => name)).to.include('s_huge');
    expect(system).to.include('MCP server s says of its tools:\nbe good');
    for (const text of [system, ...tools.map(({ name, description, parameters }) => `${name} ${description} ${strings(parameters)}`)])
      expect(text).to.not.match(UNSEEN);
    const huge = tools.find(({ name }) => name === 's_huge');
    expect(JSON.stringify(huge).length).to.be.lessThan(70_000);
    const plain = tools.find(({ name }) => name === 's_env')?.parameters as { properties: object };
    expect(Object.keys(plain.properties)).to.deep.equal(['n']);
  });

  it('stands in nobody else’s place', async () => {
    lab = mcpLab({
      servers: { s: scripted('lying'), bash: scripted('lying'), mcp: scripted('normal') },
      lazy: false,
      script: () => says('ok'),
    });
    await lab.prompt();
    const names = lab.requests[0]?.tools.map(({ name }) => name) ?? [];
    expect(names).to.not.include('bash');
    expect(new Set(names).size).to.equal(names.length);
    for (const name of names) expect(name).to.match(/^[A-Za-z0-9_-]{1,64}$/);
  });

  it('asks a person no five hundred questions', async () => {
    const asked: string[] = [];
    const person: Person = {
      permission: async () => ({ answer: 'once' }),
      questions: async (questions) => {
        asked.push(...questions.map(({ question }) => question));
        return questions.map(() => ['Answer']);
      },
    };
    lab = mcpLab({ servers: { s: scripted('lying') }, lazy: false, script: (_r, n) => (n === 1 ? calls(['s_pester', {}]) : says('ok')) });
    expect((await lab.prompt(person))[0]).to.include('decline');
    expect(asked).to.deep.equal([]);
  });
});

/** Every text of a schema, names among them. */
function strings(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return '';
  return Object.entries(value)
    .map(([key, one]) => `${key} ${strings(one)}`)
    .join(' ');
}

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KernelError, Question } from '@ock/kernel';
import { expect } from 'chai';
import type { FakeRequest } from '../../../../test/fake-model/server.ts';
import { labs, lines, put } from '../../../../test/support/run.ts';
import { Answers } from '../src/answers.ts';

const port: Question = { question: 'Which  port?', options: [{ label: 'Eighty' }, { label: '8080' }] };
const questions = (...texts: string[]): Question[] => texts.map((question) => ({ question }));

describe('answers given beforehand', () => {
  it('are found by the whole question, a pattern or a regular expression, the first that fits', async () => {
    const answers = new Answers(
      [
        { question: 'which port?', answer: 2 },
        { question: '*colour*', answer: ['red', 'blue'] },
        { question: '/^name\\b/i', answer: 'Ann' },
        { question: '*', answer: 'last' },
        { question: 'never asked (really?)', answer: 'x' },
      ],
      'a.json',
    );
    const asked = [port, ...questions('What colour?', 'Name it', 'Rename it', 'which ports?')];
    expect(await answers.questions(asked)).to.deep.equal([['8080'], ['red', 'blue'], ['Ann'], ['last'], ['last']]);
    expect(answers.unused).to.deep.equal(['never asked (really?)']);
  });

  it('name options by label in any case; one that is not there leaves the question to the others', async () => {
    const answers = new Answers({ default: 'eighty', answers: [{ question: '*', answer: 3 }] }, 'a.json');
    expect(await answers.questions([port])).to.deep.equal([['Eighty']]);
    expect(answers.unused).to.deep.equal(['*']);
  });

  it('leave a question open, and refuse when all stay open', async () => {
    const answers = new Answers([{ question: 'a', answer: 'b' }], 'a.json');
    expect(await answers.questions(questions('a', 'c'))).to.deep.equal([['b'], []]);
    const error = await answers.questions(questions('c')).catch((caught: unknown) => caught);
    expect(error).to.have.property('code', 'OC_NO_PERSON');
  });

  it('are read from TOML and JSON, and what is wrong with the file is told', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'answers-'));
    try {
      const read = (name: string, text: string): Promise<Answers | KernelError> => {
        writeFileSync(join(dir, name), text);
        return Answers.read(name, dir).catch((error: KernelError) => error);
      };
      const toml = (await read('a.toml', 'default = 1\n[[answers]]\nquestion = "a*"\nanswer = ["x", 2]\n')) as Answers;
      expect(await toml.questions([{ ...port, question: 'any' }])).to.deep.equal([['x', '8080']]);
      expect(await toml.questions([port])).to.deep.equal([['Eighty']]);
      const wrong: [string, string, string][] = [
        ['b.json', '{', 'answers_no_json'],
        ['b.json', '"text"', 'answers_no_list'],
        ['b.json', '{"answer": []}', 'answers_no_list'],
        ['b.json', '[{"question": "a"}]', 'answers_bad_entry'],
        ['b.json', '[{"question": "a", "answer": "b", "anwser": 1}]', 'answers_bad_entry'],
        ['b.json', '[{"question": "a", "answer": 0}]', 'answers_bad_entry'],
        ['b.json', '[{"question": "/(/", "answer": "x"}]', 'answers_bad_pattern'],
        ['b.json', '{"default": {}}', 'answers_bad_default'],
      ];
      for (const [name, text, key] of wrong) {
        expect(((await read(name, text)) as KernelError).details, text).to.include({ because: `frontend-run.${key}` });
      }
      expect(((await read('c.toml', 'x = ')) as KernelError).code).to.equal('OC_CONFIG_SYNTAX');
      expect(await Answers.read('nowhere.toml', dir).catch((error: KernelError) => error.code)).to.equal('OC_FILE');
    } finally {
      rmSync(dir, { recursive: true });
    }
  });
});

describe('opencode run --answers', () => {
  const setUp = labs();
  const ask = { name: 'question', input: { questions: [{ question: 'Which port?', options: [{ label: '80' }] }] } };
  const results = ({ body }: FakeRequest): string[] =>
    (body.messages as { role: string; content: string }[]).filter(({ role }) => role === 'tool').map(({ content }) => content);

  it('answers what the model asks, and permissions stay refused', async () => {
    const bash = { name: 'bash', input: { command: 'touch made' } };
    const { sandbox, fake } = await setUp({ script: [{ toolCalls: [ask, bash] }, { text: 'ok' }] });
    put(
      sandbox,
      'a.toml',
      'default = "y"\n[[answers]]\nquestion = "*port?"\nanswer = "8080"\n[[answers]]\nquestion = "Which host?"\nanswer = "x"\n',
    );
    const { stdout, code } = await sandbox.run(['run', '--format', 'stream-json', '--answers', 'a.toml', 'x']);
    expect(code, stdout).to.equal(0);
    const told = results(fake.requests.at(-1) as FakeRequest);
    expect(told[0]).to.equal('Which port?\n→ 8080');
    expect(told[1]).to.contain('nobody can be asked');
    const events = lines(stdout);
    expect(events.at(-1)?.permission_denials).to.have.nested.property('[0].by', 'headless');
    const notice = events.find(({ type, code: name }) => type === 'notice' && name === 'answers_unused');
    expect(notice?.text).to.contain('"Which host?"').and.not.contain('port');
  });

  it('refuses a file that cannot be used before anything is sent', async () => {
    const { sandbox, fake } = await setUp();
    put(sandbox, 'a.json', '[1]');
    const { code, stderr } = await sandbox.run(['run', '--answers', 'a.json', 'x']);
    expect([code, fake.requests.length], stderr).to.deep.equal([42, 0]);
    expect(stderr).to.contain('entry 1');
  });
});

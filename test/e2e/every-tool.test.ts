import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { readBundledPlugins } from '../../kernel/src/build.ts';
import { FakeYouTube } from '../../plugins/tools/youtube-transcript/test/fake-youtube.ts';
import { type FakeModel, type FakeRequest, type Step, startFakeModel } from '../fake-model/server.ts';
import { Sandbox } from '../support/cli.ts';
import { callIdOf, everyTool, type ToolStep } from '../support/every-tool.ts';
import { type Line, lines } from '../support/run.ts';
import { ROOT } from '../support/tree.ts';

const BUNDLED = readBundledPlugins(ROOT).flatMap(({ manifest }) => manifest.contributes.tool ?? []);

const VIDEO = 'dQw4w9WgXcQ';
const LSP = fileURLToPath(new URL('../../plugins/services/lsp/test/fake-server.mjs', import.meta.url));
const DATE = '2026-01-02T03:04:05+00:00';
const ENV = {
  GIT_AUTHOR_NAME: 'T',
  GIT_AUTHOR_EMAIL: 't@example.com',
  GIT_AUTHOR_DATE: DATE,
  GIT_COMMITTER_NAME: 'T',
  GIT_COMMITTER_EMAIL: 't@example.com',
  GIT_COMMITTER_DATE: DATE,
  GIT_CONFIG_NOSYSTEM: '1',
};
const PROJECT = {
  'package.json': '{"name":"sums","type":"module","scripts":{"test":"node src/check.mjs"}}\n',
  'README.md': '# Sums\n\nSums.\n',
  'old.txt': 'no longer needed\n',
  'notes.fake': '  first\n  second\n',
  'src/sum.ts': 'export function sum(a: number, b: number): number {\n  return a - b;\n}\n',
  'src/check.mjs': 'console.log("2 checks passed");\n',
  'tools/count.py': 'def cnt(items):\n    return len(items)\n\n\nprint(cnt([1]))\n',
};
const PAGES: Record<string, { type: string; body: string }> = {
  '/page.html': { type: 'text/html', body: '<html><body><article><h1>Sums</h1><p>Addition is commutative.</p></article></body></html>' },
  '/searxng/search': {
    type: 'application/json',
    body: JSON.stringify({ results: [{ title: 'On addition', url: 'https://example.com/add', content: 'All about it.' }] }),
  },
  '/exa/context': { type: 'application/json', body: JSON.stringify({ response: 'const a = 1;', resultsCount: 1, outputTokens: 4 }) },
};

const isSub = ({ body }: FakeRequest): boolean =>
  JSON.stringify(body).includes('CHILD TASK') && !JSON.stringify(body).includes('MAIN TASK');
const answered = ({ body }: FakeRequest): number => (body.messages as { role: string }[]).filter(({ role }) => role === 'tool').length;

describe('a session on a repository that uses every tool', () => {
  const video = new FakeYouTube();
  const sandboxes: Sandbox[] = [];
  let web: Server;
  let fake: FakeModel;
  let url: string;
  let steps: ToolStep[];

  before(async () => {
    web = createServer(({ url: path = '' }, response) => {
      const page = PAGES[path.split('?')[0] ?? ''];
      response.writeHead(page ? 200 : 404, { 'content-type': page?.type ?? 'text/plain' }).end(page?.body);
    });
    await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(web.address() as AddressInfo).port}`;
    await video.start();
    video.videos.set(VIDEO, { player: video.response([video.track('en')]) });
    steps = everyTool({ web: url, video: VIDEO });
    const script = steps.map(({ tool, input }, at): Step => ({ toolCalls: [{ id: callIdOf(at + 1), name: tool, input }] }));
    fake = await startFakeModel({
      handler: (request) => (isSub(request) ? { text: 'Two pages.' } : (script[answered(request)] ?? { text: 'All done.' })),
    });
  });
  after(async () => {
    web.closeAllConnections();
    web.close();
    await video.stop();
    await fake.close();
    for (const sandbox of sandboxes) sandbox.remove();
  });

  /** A home and a repository as every machine would have them. */
  function place(): Sandbox {
    const sandbox = new Sandbox(ENV);
    sandboxes.push(sandbox);
    const put = (file: string, text: string) => {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    };
    for (const [path, text] of Object.entries(PROJECT)) put(join(sandbox.work, path), text);
    put(
      join(sandbox.home, '.config/opencode/skills/house-style/SKILL.md'),
      '---\nname: house-style\ndescription: How code looks\n---\nTwo spaces.\n',
    );
    put(
      join(sandbox.dir, 'answers.toml'),
      '[[answers]]\nquestion = "Which way to add?"\nanswer = "plainly"\n[[answers]]\nquestion = "Go on in mode review? Why not."\nanswer = 2\n',
    );
    put(
      sandbox.configFile,
      [
        'model = "fake/m1"',
        '[prompt]\nmode = "code"',
        `[provider.fake]\ntype = "openai-compatible"\nbase_url = "${fake.url}/v1"\napi_key = "test-key-0123456789"`,
        '[limits]\nmax_turns = 100',
        `[tools]\n${BUNDLED.map(({ id }) => `${id} = true`).join('\n')}`,
        '[tool.webfetch]\nallow_private = true',
        `[tool.websearch]\nbackend = "searxng"\nsearxng_url = "${url}/searxng"`,
        `[tool.codesearch]\nexa_api_key = "exa-key-0123456789"\nexa_url = "${url}/exa"`,
        `[tool.youtube_transcript]\nbase_url = "${video.url}"`,
        `[lsp.fake]\ncommand = ["${process.execPath}", "${LSP}"]\nextensions = [".fake"]`,
        // what a real server says after an edit depends on how fast it is
        '[lsp.typescript]\nenabled = false',
        '[lsp.python]\nenabled = false',
      ].join('\n'),
    );
    const git = (...args: string[]) => execFileSync('git', args, { cwd: sandbox.work, env: sandbox.env, stdio: 'ignore' });
    git('init', '-b', 'main');
    git('add', '.');
    git('commit', '-m', 'First');
    return sandbox;
  }

  const run = (sandbox: Sandbox, ...more: string[]) =>
    sandbox.run(['run', '--auto', '--title', 'x', '--answers', '../answers.toml', '--format', 'stream-json', ...more, 'MAIN TASK']);
  const results = (events: Line[]) =>
    events.filter(({ type, call_id }) => type === 'tool_result' && String(call_id).startsWith('call_step_'));

  it('has a step for every tool that comes with the product', () => {
    expect(
      BUNDLED.map(({ id }) => id).filter((id) => !steps.some(({ tool }) => tool === id)),
      'tools without a step in test/support/every-tool.ts',
    ).to.deep.equal([]);
  });

  it('does its work, and does it again from its recording in another place, to the same files', async function () {
    this.timeout(120_000);
    const first = place();
    const recorded = await run(first, '--record', '../tape.jsonl');
    expect(recorded.code, recorded.stderr + recorded.stdout.slice(-2_000)).to.equal(0);
    const told = results(lines(recorded.stdout));
    const failed = steps.flatMap(({ tool, shows }, at) => {
      const result = told[at];
      const good = result?.tool === tool && result.is_error === false && shows.test(String(result.output));
      return good ? [] : [`${tool}: ${result?.output}`];
    });
    expect(failed, 'results that do not show what the tool should have done').to.deep.equal([]);
    const requests = fake.requests.length;

    const second = place();
    writeFileSync(join(second.dir, 'tape.jsonl'), readFileSync(join(first.dir, 'tape.jsonl')));
    const played = await run(second, '--model', 'replay/../tape.jsonl');
    expect(played.code, played.stderr + played.stdout.slice(-3_000)).to.equal(0);
    expect(fake.requests, 'no model was asked').to.have.length(requests);
    const shape = (events: Line[]) =>
      results(events).map(({ tool, is_error, metadata = {} }) => ({ tool, is_error, metadata: Object.keys(metadata as object).sort() }));
    expect(shape(lines(played.stdout))).to.deep.equal(shape(lines(recorded.stdout)));
    expect(lines(played.stdout).at(-1)).to.include({ result: 'All done.', num_turns: steps.length + 1 });
    expect(tree(second.work)).to.deep.equal(tree(first.work));
    expect(tree(first.work))
      .to.include({ 'src/sum.ts': PROJECT['src/sum.ts'].replace('-', '+'), 'docs/more.md': 'More.\n' })
      .and.not.have.property('old.txt');
    expect(log(second))
      .to.equal(log(first))
      .and.match(/^\w+ Add\n\w+ First\n$/);
  });
});

/** Files and their texts, without git's own. */
function tree(root: string): Record<string, string> {
  const files = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .filter((path) => !path.startsWith('.git/'));
  return Object.fromEntries(files.sort().map((path) => [path, readFileSync(join(root, path), 'utf8')]));
}

function log(sandbox: Sandbox): string {
  return execFileSync('git', ['log', '--format=%h %s'], { cwd: sandbox.work, env: sandbox.env, encoding: 'utf8' });
}

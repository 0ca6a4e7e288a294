import { createHash } from 'node:crypto';
import { Language, parseHtml } from '@ock/kernel';
import type { Part, SessionExport } from '@ock/schemas';
import { expect } from 'chai';
import { SessionExport as ExportSchema } from '../../../../schemas/src/session-export.ts';
import { sessionFile } from '../../../../test/support/session-file.ts';
import { sessionPage } from '../src/page/session-page.ts';

const HOSTILE = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '</pre></code></details></main></body></html><iframe src=//evil.example>',
  '</title><svg/onload=alert(1)>',
  '</style><style>*{background:url(//evil.example)}</style>',
  '<!--',
  ']]><![CDATA[',
  '<base href=//evil.example>',
  '<meta http-equiv=refresh content="0;url=//evil.example">',
  '&#60;script&#62;alert(1)&#60;/script&#62;',
  'javascript:alert(1)',
  '[click](javascript:alert(1)) ![x](//evil.example/x.png) <a href="//evil.example">x</a>',
  '```\n</code></pre><script>alert(1)</script>\n```',
  '~~~html"><script>alert(1)</script>\n<b>\n~~~',
  '`<script>alert(1)</script>` **<img src=x onerror=1>** # <b>',
  '\u0000<scr\u0000ipt>\u2028\u202e<form action=//evil.example>',
  '{{constructor.constructor("alert(1)")()}} #{alert(1)}',
];
const ELEMENTS = [
  'html',
  'head',
  'meta',
  'title',
  'style',
  'body',
  'header',
  'h1',
  'h2',
  'dl',
  'dt',
  'dd',
  'main',
  'article',
  'div',
  'pre',
  'code',
  'span',
  'strong',
  'details',
  'summary',
  'p',
  'figure',
  'img',
  'footer',
  'blockquote',
  'ul',
  'ol',
  'li',
  'table',
  'tbody',
  'tr',
  'th',
  'td',
  'hr',
  'br',
  'em',
  'del',
];
const ATTRIBUTES = ['lang', 'dir', 'charset', 'http-equiv', 'content', 'name', 'class', 'id', 'open', 'src', 'alt', 'start'];

interface Parsed {
  querySelectorAll(
    selector: string,
  ): { tagName: string; textContent: string; attributes: { name: string; value: string }[]; getAttribute(name: string): string | null }[];
}

describe('the page of a session', () => {
  const language = new Language(() => ({}));
  const pageOf = (data: SessionExport) => sessionPage(data, language);
  const parsed = async (page: string) => (await parseHtml(page)) as unknown as Parsed;

  /** A session in which every text that may be anything is the given one. */
  function filled(text: string): SessionExport {
    const data = sessionFile('/w', text, { prompt: text, output: text, answer: text });
    const [user, call, result, answer] = data.messages as [never, never, never, never] as SessionExport['messages'];
    if (!user || !call || !result || !answer) throw new Error('the session file has four messages');
    Object.assign(data.session, { directory: text, model: text, agent: text });
    data.exported_at = text;
    const more: Part[] = [
      { id: 'p1', type: 'reasoning', text },
      { id: 'p2', type: 'tool_call', call_id: text, tool: text, input: { [text]: text, command: text, path: [text] } },
      { id: 'p3', type: 'file', mime: text, name: text, data: text },
      { id: 'p4', type: 'file', mime: 'image/png', name: text, data: text },
      { id: 'p5', type: 'file', mime: 'image/svg+xml', name: text, data: 'PHN2Zz4=' },
      {
        id: 'p6',
        type: 'tool_result',
        call_id: text,
        tool: text,
        output: text,
        is_error: true,
        metadata: { diff: `--- ${text}\n+${text}\n-${text}\n@@ ${text}` },
      },
      {
        id: 'p7',
        type: 'tool_result',
        call_id: text,
        tool: text,
        output: text,
        is_error: false,
        attachments: [{ mime: 'image/png', data: '"><script>', name: text }],
      },
    ];
    answer.parts.push(...more);
    answer.error = { code: text, message: text };
    answer.id = text;
    return data;
  }

  for (const text of [...HOSTILE, HOSTILE.join('\n')]) {
    it(`shows and does not obey ${JSON.stringify(text.slice(0, 50))}`, async () => {
      const page = pageOf(filled(text));
      const document = await parsed(page);
      for (const element of document.querySelectorAll('*')) {
        expect(ELEMENTS).to.include(element.tagName.toLowerCase());
        for (const { name, value } of element.attributes) {
          expect(ATTRIBUTES, `${element.tagName} ${name}`).to.include(name);
          if (name === 'src') expect(value).to.match(/^data:image\/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/]+={0,2}$/);
          if (name === 'http-equiv') expect(value).to.equal('Content-Security-Policy');
        }
      }
      expect(document.querySelectorAll('style')).to.have.length(1);
      expect(document.querySelectorAll('main')).to.have.length(1);
      expect(page).to.not.match(/[\u0000\u2028\u202e]/);
      // nothing of others stands there as they wrote it
      expect(page.split('</style>')[1]).to.not.match(/<(?:script|iframe|svg|base|form|a|link|object|embed|input)\b/i);
    });
  }

  it('forbids itself everything but its own style sheet and the pictures in it', async () => {
    const document = await parsed(pageOf(sessionFile('/w', 'x')));
    const style = document.querySelectorAll('style')[0]?.textContent ?? '';
    const policy =
      document
        .querySelectorAll('meta')
        .find((meta) => meta.getAttribute('http-equiv') !== null)
        ?.getAttribute('content') ?? '';
    expect(policy).to.equal(
      `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; img-src data:; base-uri 'none'; form-action 'none'`,
    );
    expect(style)
      .to.include('prefers-color-scheme:dark')
      .and.include('@media print')
      .and.not.match(/url\(|@import/);
  });

  it('folds calls and output, leaves differences open and in colours, and shows code and pictures', async () => {
    const data = sessionFile('/w', 'x', { answer: 'See `x`:\n```ts\nlet a = 1 < 2;\n```\n# Done\n**all** of it' });
    data.messages[2]?.parts.push({
      id: 'p',
      type: 'tool_result',
      call_id: 'c',
      tool: 'edit',
      output: 'ok',
      is_error: false,
      metadata: { diff: '--- a\n+++ b\n@@ -1 +1 @@\n-old\n+new\n' },
    });
    data.messages[0]?.parts.push({ id: 'q', type: 'file', mime: 'image/png', name: 'shot.png', data: 'iVBORw0KGgo=' });
    expect(ExportSchema.safeParse(data).success).to.equal(true);
    const document = await parsed(pageOf(data));
    const folds = document.querySelectorAll('details');
    expect(folds.map((fold) => fold.getAttribute('open') !== null)).to.deep.equal([false, false, true]);
    const texts = (selector: string) => document.querySelectorAll(selector).map(({ textContent }) => textContent);
    expect(texts('.add')).to.deep.equal(['+new']);
    expect(texts('.del')).to.deep.equal(['-old']);
    expect(texts('pre code')).to.include('let a = 1 < 2;');
    expect(texts('.prose strong')).to.deep.equal(['Done', 'all']);
    expect(document.querySelectorAll('img').map((img) => img.getAttribute('src'))).to.deep.equal(['data:image/png;base64,iVBORw0KGgo=']);
  });

  it('shows lists, tables and quotes as such, and addresses as text', async () => {
    const answer =
      '1. one\n2. two\n   - [x] in it\n\n| a | b |\n|---|---|\n| *1* | 2 |\n\n> said\n\n[here](https://example.com/x) <b>no</b>\nnext\n\n[a]: https://example.com/y';
    const document = await parsed(pageOf(sessionFile('/w', 'x', { answer })));
    const texts = (selector: string) => document.querySelectorAll(selector).map(({ textContent }) => textContent.trim());
    expect(texts('ol > li')).to.deep.equal(['one', 'two\n\u2611 in it']);
    expect(texts('ul > li')).to.deep.equal(['\u2611 in it']);
    expect(texts('th')).to.deep.equal(['a', 'b']);
    expect(texts('td')).to.deep.equal(['1', '2']);
    expect(texts('td em')).to.deep.equal(['1']);
    expect(texts('blockquote')).to.deep.equal(['said']);
    expect(texts('.prose > p').slice(-2)).to.deep.equal(['[here](https://example.com/x) <b>no</b>next', '[a]: https://example.com/y']);
  });

  it('of a long session takes time in proportion', () => {
    const data = sessionFile('/w', 'x', { output: '`'.repeat(200_000), answer: '**'.repeat(100_000) + '```'.repeat(50_000) });
    expect(pageOf(data).length).to.be.above(300_000);
    for (const text of [
      '> '.repeat(15_000),
      `${'*a_'.repeat(1_300)}\n`.repeat(9),
      `${'*a_'.repeat(400)}\n\n`.repeat(30),
      '- '.repeat(1_900),
    ]) {
      expect(pageOf(sessionFile('/w', 'x', { answer: text })).length).to.be.above(text.length);
    }
  }).timeout(10_000);
});

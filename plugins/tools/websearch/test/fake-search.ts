import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Asked {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage['headers'];
  body: Record<string, unknown>;
}
interface Answer {
  status?: number;
  headers?: Record<string, string>;
  body: unknown;
}

/** All search engines behind one address, each at its own path and in its own format, as their documentation shows them. */
export class FakeSearch {
  readonly asked: Asked[] = [];
  /** what the next requests get instead of results, by path */
  readonly answers = new Map<string, Answer>();
  readonly #server: Server;

  constructor() {
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const url = new URL(request.url ?? '', 'http://fake');
        const text = Buffer.concat(chunks).toString();
        const body = text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
        if (url.searchParams.get('q') === 'endless') return;
        this.asked.push({ method: request.method ?? '', path: url.pathname, query: url.searchParams, headers: request.headers, body });
        const {
          status = 200,
          headers = {},
          body: answer,
        } = this.answers.get(url.pathname) ?? DEFAULTS[url.pathname] ?? { status: 404, body: '' };
        const isText = typeof answer === 'string';
        response.writeHead(status, { 'content-type': isText ? 'text/html; charset=UTF-8' : 'application/json', ...headers });
        response.end(isText ? answer : JSON.stringify(answer));
      });
    });
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  start(): Promise<void> {
    return new Promise((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  reset(): void {
    this.asked.length = 0;
    this.answers.clear();
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

const DEFAULTS: Record<string, Answer> = {
  // docs.exa.ai: POST /search
  '/exa/search': {
    body: {
      requestId: 'b5947044c4b78efa9552a7c89b306d95',
      resolvedSearchType: 'neural',
      results: [
        {
          id: 'https://arxiv.org/pdf/2307.06435.pdf',
          title: 'A Comprehensive Overview',
          url: 'https://arxiv.org/pdf/2307.06435.pdf',
          publishedDate: '2023-11-16T01:36:32.547Z',
          author: 'Humza Naveed',
          highlights: ['First highlight.', 'Second highlight.'],
          highlightScores: [0.46],
        },
        { id: 'x', title: null, url: 'https://example.org/untitled', author: null },
      ],
      costDollars: { total: 0.005 },
    },
  },
  // api-dashboard.search.brave.com: GET /res/v1/web/search
  '/brave/res/v1/web/search': {
    body: {
      type: 'search',
      query: { original: 'q', more_results_available: true },
      web: {
        type: 'search',
        results: [
          {
            title: 'Tom &amp; <strong>Jerry</strong> &#x27;s',
            url: 'https://example.com/tom',
            is_source_local: false,
            description: 'A <strong>cat</strong> &lt;and&gt; a mouse',
            page_age: '2024-05-01T10:00:00',
            age: 'May 1, 2024',
            profile: { name: 'Example', url: 'https://example.com' },
          },
          { title: 'No date', url: 'https://sub.example.net/a', description: 'Plain', age: '3 days ago' },
        ],
      },
    },
  },
  // docs.tavily.com: POST /search
  '/tavily/search': {
    body: {
      query: 'q',
      answer: null,
      images: [],
      results: [{ title: 'Lionel', url: 'https://www.tavily.test/messi', content: 'Born\n 1987.', score: 0.9, raw_content: null }],
      response_time: '1.67',
      request_id: '123e4567',
    },
  },
  // docs.searxng.org: GET /search?format=json
  '/searxng/search': {
    body: {
      query: 'q',
      number_of_results: 0,
      results: [
        {
          url: 'https://searx.test/one',
          title: 'One',
          content: 'first',
          publishedDate: '2025-02-03T00:00:00',
          engine: 'bing',
          engines: ['bing', 'google'],
          score: 2,
          category: 'general',
        },
        { url: 'https://searx.test/one', title: 'One again', content: 'twice' },
        { url: 'magnet:?xt=urn:btih:1', title: 'Not of the web', content: '' },
        { url: 'https://other.test/two', title: 'Two', content: null, publishedDate: null },
      ],
      answers: [],
      suggestions: [],
      unresponsive_engines: [],
    },
  },
  '/duckduckgo/html/': {
    body: `<!DOCTYPE html><html><body><div id="links" class="results">
<div class="result results_links results_links_deep result--ad "><div class="links_main links_deep result__body"><h2 class="result__title">
<a rel="nofollow" class="result__a" href="https://duckduckgo.com/y.js?ad_domain=ads.test&amp;ad_provider=bingv7aa&amp;u3=https%3A%2F%2Fads.test">Buy now</a></h2>
<a class="result__snippet" href="https://duckduckgo.com/y.js?ad_domain=ads.test">advertising</a></div></div>
<div class="result results_links results_links_deep web-result "><h2 class="result__title">
<a rel="nofollow" class="result__a" href="https://duckduckgo.com/y.js?ad_domain=hidden-ad.test">Unmarked ad</a></h2></div>
<div class="result results_links results_links_deep web-result "><div class="links_main links_deep result__body"><h2 class="result__title">
<a rel="nofollow" class="result__a" href="//duckduckgo.com/l/?uddg=https%3A%2F%2Fdocs.example.com%2Fguide%3Fa%3D1%26b%3D2&amp;rut=a77c">Guide &amp; <b>manual</b></a></h2>
<div class="result__extras"><div class="result__extras__url"><a class="result__url" href="#">docs.example.com/guide</a><span>&nbsp; &nbsp; 2026-08-14T00:00:00.0000000</span></div></div>
<a class="result__snippet" href="//duckduckgo.com/l/?uddg=x">How to <b>start</b>
 with   it.</a></div></div>
<div class="result web-result"><h2 class="result__title"><a class="result__a" href="https://plain.test/direct">Direct<h2></div>
<div class="result results_links"><h2 class="result__title"><a class="result__a" href="//duckduckgo.com/l/?uddg=javascript%3Aalert(1)">Script</a></h2></div>
</div></body></html>`,
  },
};

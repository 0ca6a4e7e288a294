import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** id of a video whose page never comes */
export const ENDLESS = 'endless_vid';

export interface FakeVideo {
  /** of the Android client; absent: the client is refused with 400 */
  player?: object;
  /** what stands in the page */
  page?: object;
  /** the page itself, in place of one around `page` */
  html?: string;
}

/** YouTube as far as captions go: the watch page, the player of the apps, and `timedtext` in its three forms. */
export class FakeYouTube {
  readonly videos = new Map<string, FakeVideo>();
  readonly asked: { path: string; query: URLSearchParams; cookie?: string | undefined; body: unknown }[] = [];
  readonly #server: Server;

  constructor() {
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { pathname: path, searchParams: query } = new URL(request.url ?? '', 'http://fake');
        const text = Buffer.concat(chunks).toString();
        const body = text === '' ? undefined : (JSON.parse(text) as { videoId: string });
        this.asked.push({ path, query, cookie: request.headers.cookie, body });
        if (query.get('v') === ENDLESS) return;
        const video = this.videos.get(body?.videoId ?? query.get('v') ?? '');
        const send = (status: number, type: string, content: string) =>
          void response.writeHead(status, { 'content-type': type }).end(content);
        if (path === '/watch') send(video ? 200 : 429, 'text/html; charset=utf-8', video?.html ?? watchPage(video?.page));
        else if (path === '/youtubei/v1/player') send(video?.player ? 200 : 400, 'application/json', JSON.stringify(video?.player ?? {}));
        else if (path === '/api/timedtext') send(200, 'text/xml; charset=utf-8', timedText(query));
        else send(404, 'text/plain', '');
      });
    });
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  start(): Promise<void> {
    return new Promise((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  track(language: string, more: Record<string, unknown> = {}, query = ''): object {
    return {
      baseUrl: `${this.url}/api/timedtext?v=x&lang=${language}${query}&fmt=srv3`,
      name: { runs: [{ text: `Name of ${language}` }] },
      vssId: `.${language}`,
      languageCode: language,
      isTranslatable: true,
      ...more,
    };
  }

  /** a player response as the app's client gets it */
  response(tracks: object[]): object {
    return {
      playabilityStatus: { status: 'OK', playableInEmbed: true },
      videoDetails: { videoId: 'x', title: 'A “talk” {about} things', lengthSeconds: '3723', author: 'Somebody' },
      captions: { playerCaptionsTracklistRenderer: { captionTracks: tracks, translationLanguages: [{ languageCode: 'fr' }] } },
    };
  }
}

function watchPage(response: object | undefined): string {
  const data = response ? `var ytInitialPlayerResponse = ${JSON.stringify(response)};var meta = {"a":"}"};` : '';
  return `<!DOCTYPE html><html><head><script>ytcfg.set({"INNERTUBE_API_KEY":"AIza_fake-key","INNERTUBE_CONTEXT":{}});</script></head><body><script>${data}</script></body></html>`;
}

function timedText(query: URLSearchParams): string {
  const language = query.get('tlang') ?? query.get('lang') ?? '';
  const form = query.get('form') ?? query.get('fmt');
  if (form === 'empty') return '';
  if (form === 'srv1')
    return `<?xml version="1.0" encoding="utf-8" ?><transcript><text start="0.5" dur="1.5">it&amp;#39;s ${language}</text><text start="61.2" dur="2">a &amp;lt;b&amp;gt; two</text></transcript>`;
  if (form === 'srv3')
    return `<?xml version="1.0" encoding="utf-8" ?><timedtext format="3"><head><ws id="0"/></head><body><p t="500" d="1500">it&#39;s ${language}</p><p t="600" d="10" a="1">\n</p><p t="61200" d="2000"><s>a</s><s t="300"> two</s></p></body></timedtext>`;
  const words = Array.from({ length: 13 }, (_, i) => ({
    tStartMs: i * 300_000 + 1500,
    dDurationMs: 2000,
    segs: [{ utf8: `${language}` }, { utf8: ` ${i}` }],
  }));
  return JSON.stringify({
    wireMagic: 'pb3',
    events: [{ tStartMs: 0, id: 1 }, ...words, { tStartMs: 10, aAppend: 1, segs: [{ utf8: '\n' }] }],
  });
}

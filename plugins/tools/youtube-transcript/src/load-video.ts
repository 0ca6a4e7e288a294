import { decodePage, fetchWeb, parseWebUrl, type ToolContext, ToolError, type WebPage } from '@ock/kernel';
import { type ChosenTrack, chooseTrack } from './choose-track.ts';
import { captionTracks, embeddedResponse, type PlayerResponse, parsed, refusal } from './player-response.ts';
import { type Caption, readCaptions } from './read-captions.ts';

const YOUTUBE = 'https://www.youtube.com';
const TIMEOUT_MS = 30_000;
/** watch pages carry all of the page's data */
const MAX_BYTES = 16 << 20;
/** The client whose captions can be fetched without proof of a browser. */
const CLIENT = { clientName: 'ANDROID', clientVersion: '20.10.38', hl: 'en' };
/** says no to optional cookies, so that no page asks for it */
const CONSENT = 'SOCS=CAI';

export interface Video {
  response: PlayerResponse;
  chosen: ChosenTrack;
  captions: Caption[];
}

/** `[tool.youtube_transcript] base_url`: a mirror, also at a private address. */
export function siteOf(config: Record<string, unknown>): string {
  const own = config.base_url;
  return typeof own === 'string' && own !== '' ? parseWebUrl(own).origin : YOUTUBE;
}

/** @throws ToolError with the reason when there are no captions to be had */
export async function loadVideo(id: string, language: string | undefined, ctx: ToolContext): Promise<Video> {
  const site = siteOf(ctx.config);
  const html = await load(`${site}/watch?v=${id}&hl=en`, ctx);
  if (/action="https:\/\/consent\.(?:youtube|google)\.com\//.test(html) && !html.includes('ytInitialPlayerResponse'))
    throw failed(id, 'YouTube shows its page about cookies instead of the video. Try later, or from another network.');
  const responses = [await askPlayer(site, id, html, ctx), embeddedResponse(html)].filter((response) => response !== undefined);
  let empty = false;
  for (const response of responses) {
    const chosen = chooseTrack(captionTracks(response), language);
    if (!chosen) continue;
    const captions = await readCaptions(await load(trackUrl(chosen, site, id), ctx));
    if (captions.length > 0) return { response, chosen, captions };
    empty = true;
  }
  if (empty) throw failed(id, 'YouTube hands out empty captions: it wants proof of a browser. Try later.');
  const refused = responses.map(refusal).find((reason) => reason !== undefined);
  if (refused !== undefined) throw failed(id, refused);
  if (responses.length > 0) throw failed(id, 'the video has no captions, neither written nor recognised.');
  if (html.includes('g-recaptcha'))
    throw failed(id, 'YouTube takes this for a bot and wants a puzzle solved. Try later, or from another network.');
  throw failed(id, 'the page of the video is not as it was known.');
}

async function load(url: string, ctx: ToolContext, body?: object): Promise<string> {
  const page = await fetchWeb(url, {
    tool: 'youtube_transcript',
    allow: siteOf(ctx.config) === YOUTUBE ? [] : [new URL(url).hostname],
    timeoutMs: TIMEOUT_MS,
    maxBytes: MAX_BYTES,
    signal: ctx.signal,
    env: ctx.env,
    headers: { cookie: CONSENT, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  if (page.status < 400) return decodePage(page);
  throw new ToolError(`${new URL(url).host} answered ${page.status}${meaning(page)}.`);
}

function meaning({ status }: WebPage): string {
  return status === 429 ? ': too many requests from here. Try later, or from another network' : '';
}

/** @returns undefined when it cannot be asked: the page itself then has to do */
async function askPlayer(site: string, id: string, html: string, ctx: ToolContext): Promise<PlayerResponse | undefined> {
  const key = /"INNERTUBE_API_KEY"\s*:\s*"([\w-]+)"/.exec(html)?.[1];
  const query = new URLSearchParams({ prettyPrint: 'false', ...(key && { key }) });
  try {
    return parsed(await load(`${site}/youtubei/v1/player?${query}`, ctx, { context: { client: CLIENT }, videoId: id }));
  } catch (error) {
    if (error instanceof ToolError) return undefined;
    throw error;
  }
}

/** @throws ToolError for an address elsewhere: it stands in what a page says */
function trackUrl({ track, into }: ChosenTrack, site: string, id: string): string {
  const url = URL.canParse(track.url, site) ? new URL(track.url, site) : undefined;
  if (!url || (url.origin !== site && !(site === YOUTUBE && /(^|\.)youtube\.com$/.test(url.hostname))))
    throw failed(id, 'its captions are said to be elsewhere than at YouTube, where they are not fetched from.');
  url.searchParams.set('fmt', 'json3');
  if (into !== undefined) url.searchParams.set('tlang', into);
  return url.href;
}

function failed(id: string, why: string): ToolError {
  return new ToolError(`No transcript of ${id}: ${why}`);
}

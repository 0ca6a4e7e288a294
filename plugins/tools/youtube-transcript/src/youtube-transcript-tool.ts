import { type Tool, type ToolOutput, webContent } from '@ock/kernel';
import { loadVideo, siteOf, type Video } from './load-video.ts';
import type { YouTubeTranscriptInput } from './parameters.ts';
import type { Caption } from './read-captions.ts';
import { videoId } from './video-id.ts';

const CHUNK = 6;

export function createYouTubeTranscriptTool(): Tool<YouTubeTranscriptInput> {
  return {
    subjects: ({ url }, { config }) => [{ action: 'net', url: judged(url, siteOf(config)), service: `${siteOf(config)}/watch?v=` }],
    async run({ url, language, timestamps = true, chunkSize = CHUNK }, ctx): Promise<ToolOutput> {
      ctx.signal.throwIfAborted();
      const id = videoId(url);
      const wanted = language?.trim().replaceAll('_', '-') || undefined;
      const video = await loadVideo(id, wanted, ctx);
      const { track, into } = video.chosen;
      const text = [...facts(video, wanted), '', ...lines(video.captions, chunkSize, timestamps)].join('\n');
      const shown = await webContent(`${siteOf(ctx.config)}/watch?v=${id}`, text, { dir: ctx.outputDir, name: `youtube-${ctx.callId}` });
      const title = textOf(video.response.videoDetails?.title).replace(/\s+/g, ' ').slice(0, 150) || id;
      const metadata = { video: id, language: into ?? track.language, automatic: track.isAutomatic, captions: video.captions.length };
      return { text: shown.text, title, metadata: { ...metadata, ...(shown.file && { output_file: shown.file }) } };
    },
  };
}

/** As it will be fetched; what names no video is refused by `run`. */
function judged(url: string, site: string): string {
  try {
    return `${site}/watch?v=${videoId(url)}`;
  } catch {
    return url;
  }
}

function facts({ response, chosen }: Video, wanted: string | undefined): string[] {
  const { title, author, lengthSeconds } = response.videoDetails ?? {};
  const { track, into } = chosen;
  const how = `${track.name} [${track.language}]${track.isAutomatic && !/auto/i.test(track.name) ? ' (recognised)' : ''}`;
  const language = into === undefined ? how : `${into}, translated by YouTube from ${how}`;
  const other = wanted !== undefined && into === undefined && !sameLanguage(track.language, wanted) ? `; there is none in ${wanted}` : '';
  return [
    `Title: ${textOf(title)}`,
    `Channel: ${textOf(author)}`,
    ...(Number(lengthSeconds) > 0 ? [`Length: ${clock(Number(lengthSeconds) * 1000)}`] : []),
    `Captions: ${language}${other}`,
  ];
}

function lines(captions: readonly Caption[], chunk: number, timestamps: boolean): string[] {
  const told: string[] = [];
  for (let at = 0; at < captions.length; at += chunk) {
    const text = captions
      .slice(at, at + chunk)
      .map((caption) => caption.text)
      .join(' ');
    told.push(timestamps ? `[${clock(captions[at]?.start ?? 0)}] ${text}` : text);
  }
  return told;
}

/** `1:02:03`, `2:03` */
function clock(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const two = (value: number) => String(value % 60).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
}

function sameLanguage(a: string, b: string): boolean {
  return a.toLowerCase().split('-')[0] === b.toLowerCase().split('-')[0];
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

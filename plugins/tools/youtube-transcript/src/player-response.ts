/** The parts of YouTube's player response that are used here; it is not documented, so nothing of it is taken for granted. */
export interface PlayerResponse {
  playabilityStatus?: { status?: unknown; reason?: unknown; messages?: unknown; errorScreen?: unknown };
  videoDetails?: { title?: unknown; author?: unknown; lengthSeconds?: unknown };
  captions?: { playerCaptionsTracklistRenderer?: { captionTracks?: unknown; translationLanguages?: unknown } };
}

export interface CaptionTrack {
  url: string;
  /** BCP 47 */
  language: string;
  name: string;
  /** made by speech recognition */
  isAutomatic: boolean;
  isTranslatable: boolean;
}

export function captionTracks({ captions }: PlayerResponse): CaptionTrack[] {
  const tracks = captions?.playerCaptionsTracklistRenderer?.captionTracks;
  if (!Array.isArray(tracks)) return [];
  return (tracks as Record<string, unknown>[]).flatMap(({ baseUrl, languageCode, name, kind, isTranslatable }) =>
    typeof baseUrl === 'string' && typeof languageCode === 'string'
      ? [
          {
            url: baseUrl,
            language: languageCode,
            name: labelOf(name) || languageCode,
            isAutomatic: kind === 'asr',
            isTranslatable: isTranslatable === true,
          },
        ]
      : [],
  );
}

/** Text as YouTube writes it: simple, or in runs. */
export function labelOf(value: unknown): string {
  const { simpleText, runs } = Object(value) as { simpleText?: unknown; runs?: unknown };
  if (typeof simpleText === 'string') return simpleText;
  return Array.isArray(runs) ? runs.map((run) => String((Object(run) as { text?: unknown }).text ?? '')).join('') : '';
}

/** Why a video is not played, with what can be done; undefined for one that is. */
export function refusal({ playabilityStatus }: PlayerResponse): string | undefined {
  const { status, reason, messages, errorScreen } = playabilityStatus ?? {};
  if (status === undefined || status === 'OK') return undefined;
  const { playerErrorMessageRenderer: screen } = Object(errorScreen) as { playerErrorMessageRenderer?: { subreason?: unknown } };
  const words = [reason, ...(Array.isArray(messages) ? messages : []), labelOf(screen?.subreason)].filter(
    (word) => typeof word === 'string' && word,
  );
  const said = words.join(' ').slice(0, 300);
  if (/not a bot|unusual traffic/i.test(said))
    return `YouTube takes this for a bot and wants a sign-in (${said}). Try later, or from another network.`;
  if (/private/i.test(said)) return `the video is private (${said}).`;
  if (/countr|region|location/i.test(said)) return `the video is not shown in this country (${said}).`;
  if (/members|purchase|rent|premium|paid/i.test(said)) return `the video is for members or buyers only (${said}).`;
  if (status === 'LIVE_STREAM_OFFLINE') return `the stream has not begun or is not kept (${said}).`;
  if (/age|inappropriate/i.test(said) || /^AGE_|CONTENT_CHECK/.test(String(status)))
    return `the video is shown to adults who are signed in only (${said}).`;
  return `the video cannot be played (${said || String(status)}).`;
}

/** The player response inside a watch page. */
export function embeddedResponse(html: string): PlayerResponse | undefined {
  const start = /ytInitialPlayerResponse["']?\]?\s*=\s*(?=\{)/.exec(html);
  const end = start ? endOfObject(html, start.index + start[0].length) : undefined;
  return start && end ? parsed(html.slice(start.index + start[0].length, end)) : undefined;
}

export function parsed(text: string): PlayerResponse | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Where the JSON object that begins at `from` ends. */
function endOfObject(text: string, from: number): number | undefined {
  let depth = 0;
  let inString = false;
  for (let at = from; at < text.length; at++) {
    const sign = text[at];
    if (sign === '\\' && inString) at++;
    else if (sign === '"') inString = !inString;
    else if (sign === '{' && !inString) depth++;
    else if (sign === '}' && !inString && --depth === 0) return at + 1;
  }
  return undefined;
}

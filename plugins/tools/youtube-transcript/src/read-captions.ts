import { parseHtml } from '@ock/kernel';

export interface Caption {
  /** ms from the beginning */
  start: number;
  text: string;
}

const ENTITIES: Record<string, string> = { '&#39;': "'", '&quot;': '"', '&lt;': '<', '&gt;': '>', '&nbsp;': ' ', '&amp;': '&' };

/** Captions as `timedtext` sends them: JSON (`json3`), or either form of its XML. Empty for what is neither. */
export async function readCaptions(text: string): Promise<Caption[]> {
  const captions = text.trimStart().startsWith('{') ? fromJson(text) : await fromXml(text);
  return captions.flatMap(({ start, text: raw }) => {
    const line = raw.replace(/\s+/g, ' ').trim();
    return line === '' || !Number.isFinite(start) ? [] : [{ start, text: line }];
  });
}

function fromJson(text: string): Caption[] {
  let events: unknown;
  try {
    ({ events } = JSON.parse(text) as { events?: unknown });
  } catch {
    return [];
  }
  if (!Array.isArray(events)) return [];
  return (events as { tStartMs?: unknown; segs?: unknown }[]).map(({ tStartMs, segs }) => ({
    start: Number(tStartMs ?? 0),
    text: Array.isArray(segs) ? segs.map((seg) => String((Object(seg) as { utf8?: unknown }).utf8 ?? '')).join('') : '',
  }));
}

async function fromXml(text: string): Promise<Caption[]> {
  const document = await parseHtml(text.replace(/^\s*<\?xml[^>]*>/, ''));
  const captions: Caption[] = [];
  for (const node of document.querySelectorAll('text[start]'))
    captions.push({ start: Number(node.getAttribute('start')) * 1000, text: plain(node.textContent) });
  for (const node of document.querySelectorAll('p[t]'))
    captions.push({ start: Number(node.getAttribute('t')), text: plain(node.textContent) });
  return captions;
}

/** The older form packs its entities twice. */
function plain(text: string | null): string {
  return (text ?? '').replace(/&(?:#39|quot|lt|gt|nbsp|amp);/g, (entity) => ENTITIES[entity] ?? entity).replace(/<[^<>]{0,100}>/g, '');
}

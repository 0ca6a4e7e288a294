import { ToolError } from '../runtime/errors.ts';
import { composeLines } from './compose-lines.ts';
import { findLines, type LinePlace } from './find-lines.ts';
import { toLf, withEol } from './line-ends.ts';
import { type Edit, otherReadings, TOLERANCES, type Tolerance } from './line-keys.ts';
import { nearestLines } from './nearest-lines.ts';

export interface ReplaceRequest extends Edit {
  replaceAll?: boolean;
}

export interface Replaced {
  text: string;
  /** lines (from 1) of the new text where a replacement begins */
  lines: number[];
  /** how the place was found when not exactly */
  tolerance?: string;
}

/** characters above which only exact places are looked for */
const MAX_TOLERANT = 8_388_608;

/**
 * Replaces one text by another where the file has it: exactly, or else at the one place that differs only in indentation, trailing space, quotes,
 * escapes or blank lines. Everything outside the place stays as it is, line ends included; the new text gets the file's line ends.
 * @param exactOnly where the model never saw the file: only an exact place shows that it knows it
 * @throws ToolError when there is no place or more than one, with what the model needs to correct itself
 */
export function replaceText(content: string, request: ReplaceRequest, exactOnly = false): Replaced {
  const edit = { oldString: request.oldString.replaceAll('\r\n', '\n'), newString: request.newString.replaceAll('\r\n', '\n') };
  if (request.oldString === request.newString) throw new ToolError('oldString and newString are the same: nothing to change.');
  if (edit.oldString === '') throw new ToolError('oldString is empty. Give the text to replace; to replace a whole file use write.');
  const file = toLf(content);
  const splice = (places: Span[], how: string | undefined): Replaced => applied(content, file, places, how);

  const exact = exactPlaces(file.text, edit, request.replaceAll === true);
  if (exact.length > 1 && !request.replaceAll)
    throw ambiguous(
      file.text,
      exact.map((span) => span.start),
    );
  if (exact.length > 0) return splice(exact, undefined);
  if (!exactOnly && file.text.length <= MAX_TOLERANT) {
    const lines = file.text.split('\n');
    const direct = tolerantPlace(file.text, lines, edit);
    if (direct) return splice([direct.span], direct.how);
    for (const reading of otherReadings(edit)) {
      const places = exactPlaces(file.text, reading.edit, false);
      if (places.length > 1)
        throw ambiguous(
          file.text,
          places.map((span) => span.start),
        );
      if (places.length === 1) return splice(places, reading.name);
      const place = tolerantPlace(file.text, lines, reading.edit);
      if (place) return splice([place.span], `${reading.name}, ${place.how}`);
    }
  }
  throw notFound(file.text, edit, exactOnly);
}

/** A part of the LF text and what takes its place. */
interface Span {
  start: number;
  end: number;
  text: string;
}

function exactPlaces(text: string, edit: Edit, all: boolean): Span[] {
  const spans: Span[] = [];
  const length = edit.oldString.length;
  for (let at = text.indexOf(edit.oldString); at !== -1; at = text.indexOf(edit.oldString, at + (all ? length : 1))) {
    spans.push({ start: at, end: at + length, text: edit.newString });
    if (!all && spans.length > 20) break;
  }
  return spans;
}

function tolerantPlace(text: string, lines: string[], edit: Edit): { span: Span; how: string } | undefined {
  const wanted = withoutEdges(edit.oldString.split('\n'));
  const replacement = withoutEdges(edit.newString === '' ? [] : edit.newString.split('\n'), wanted);
  for (const tolerance of TOLERANCES) {
    const places = findLines(lines, wanted.lines, tolerance).filter(
      (place) => span(place) <= Math.max(wanted.lines.length + 3, wanted.lines.length * 2),
    );
    if (places.length === 0) continue;
    if (places.length > 1)
      throw ambiguous(
        text,
        places.map((place) => lineStart(text, place.lines[0] as number)),
        tolerance,
      );
    const place = places[0] as LinePlace;
    const composed = composeLines(lines, wanted.lines, replacement.lines, place, tolerance);
    const first = place.lines[0] as number;
    const last = place.lines[place.lines.length - 1] as number;
    if (!composed) {
      const shown = lines.slice(first, last + 1).map((line, i) => `${first + i + 1}\t${line}`);
      throw new ToolError(
        `oldString was found at line ${first + 1}, but its indentation differs unevenly from the file's. Copy the indentation exactly. The file has:\n${shown.join('\n')}`,
      );
    }
    const start = lineStart(text, first);
    let end = lineStart(text, last) + (lines[last] as string).length;
    if (composed.length === 0 && wanted.stripped > 0 && text[end] === '\n') end++;
    return { span: { start, end, text: composed.join('\n') }, how: tolerance.name };
  }
  return undefined;
}

const span = (place: LinePlace): number => (place.lines[place.lines.length - 1] as number) - (place.lines[0] as number) + 1;

interface Edges {
  lines: string[];
  before: number;
  after: number;
  stripped: number;
}

/** Without blank lines at the edges: all of them, or as many as another text lost. */
function withoutEdges(lines: string[], like?: Edges): Edges {
  const isBlank = (line: string | undefined) => line !== undefined && line.trim() === '';
  let before = 0;
  while (before < (like?.before ?? lines.length) && isBlank(lines[before])) before++;
  let after = 0;
  while (after < (like?.after ?? lines.length) && after < lines.length - before && isBlank(lines[lines.length - 1 - after])) after++;
  return { lines: lines.slice(before, lines.length - after), before, after, stripped: before + after };
}

/** Splices the original text, each place narrowed to the lines that change. */
function applied(content: string, file: ReturnType<typeof toLf>, places: Span[], how: string | undefined): Replaced {
  const parts: string[] = [];
  const lines: number[] = [];
  let from = 0;
  let line = 1;
  let counted = 0;
  for (const place of places) {
    const { start, end, text } = narrowed(file.text, place);
    const at = file.original(start);
    parts.push(content.slice(from, at), withEol(text, eolAt(content, at, file.eol)));
    line += newlines(file.text, counted, start);
    lines.push(line);
    line += newlines(text, 0, text.length);
    counted = end;
    from = file.original(end);
  }
  parts.push(content.slice(from));
  const text = parts.join('');
  if (text === content) throw new ToolError(`The file already has newString there (line ${lines[0]}): nothing to change.`);
  return { text, lines, ...(how ? { tolerance: how } : {}) };
}

/** Without the whole lines that old and new text share at both ends, so that their line ends stay. */
function narrowed(text: string, place: Span): Span {
  const old = text.slice(place.start, place.end);
  let head = 0;
  for (let at = old.indexOf('\n'); at !== -1 && place.text.startsWith(old.slice(head, at + 1), head); at = old.indexOf('\n', head))
    head = at + 1;
  let tail = 0;
  const limit = Math.min(old.length, place.text.length) - head;
  for (let at = old.lastIndexOf('\n'); at !== -1; at = at > 0 ? old.lastIndexOf('\n', at - 1) : -1) {
    const length = old.length - at;
    const line = old.slice(at, old.length - tail);
    if (length > limit || !place.text.startsWith(line, place.text.length - length)) break;
    tail = length;
  }
  return { start: place.start + head, end: place.end - tail, text: place.text.slice(head, place.text.length - tail) };
}

/** The line end used around a position of the original. */
function eolAt(content: string, at: number, usual: '\n' | '\r\n'): '\n' | '\r\n' {
  const next = content.indexOf('\n', at);
  const near = next === -1 ? content.lastIndexOf('\n', at - 1) : next;
  return near === -1 ? usual : content[near - 1] === '\r' ? '\r\n' : '\n';
}

function newlines(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = text.indexOf('\n', from); at !== -1 && at < to; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

function lineStart(text: string, line: number): number {
  let at = 0;
  for (let i = 0; i < line; i++) at = text.indexOf('\n', at) + 1;
  return at;
}

function ambiguous(text: string, starts: number[], tolerance?: Tolerance): ToolError {
  const lines = [...new Set(starts.map((start) => newlines(text, 0, start) + 1))];
  const shown = `${lines.slice(0, 8).join(', ')}${starts.length > 8 ? ' and more' : ''}`;
  const how = tolerance ? ` ${tolerance.name}` : '';
  const all = tolerance ? '' : ', or set replaceAll to change every one';
  return new ToolError(
    `oldString is found at several places${how}: line ${shown}. Add lines around it until it is unique${all}. Nothing was changed.`,
  );
}

function notFound(text: string, edit: Edit, unread: boolean): ToolError {
  const lines = text.split('\n');
  const done = edit.newString.trim().length > 15 ? text.indexOf(edit.newString) : -1;
  if (done !== -1)
    return new ToolError(
      `oldString is not in the file, but newString is already there, at line ${newlines(text, 0, done) + 1}. Nothing was changed.`,
    );
  if (unread)
    return new ToolError(
      'oldString is not in the file exactly as given, and the file was not read in this session. Read it first. Nothing was changed.',
    );
  const near = nearestLines(lines, edit.oldString.split('\n'));
  return new ToolError(
    near
      ? `oldString is not in the file. Nearest lines:\n${near}\nNothing was changed.`
      : 'oldString is not in the file, nor anything like it. Read the file again. Nothing was changed.',
  );
}

import type { ModelContent, ModelRequest } from '../../kinds/model.ts';

/**
 * Tokens per character, by class, as today's tokenizers cut text on average: words of plain letters every four, figures every two or three,
 * punctuation mostly alone, a blank together with the word behind it, runs of blanks (indentation) as one.
 */
const LETTER = 0.25;
const DIGIT = 0.4;
const PUNCTUATION = 0.7;
const BLANK = 0.05;
/** accented Latin letters break the word they stand in */
const ACCENTED = 0.6;
/** Greek, Cyrillic, Hebrew, Arabic, the scripts of India and South East Asia */
const ALPHABETIC = 0.45;
/** Chinese, Japanese, Korean: about one a character, more for rare ones */
const CJK = 1;
/** one half of a surrogate pair: an emoji takes two to three */
const SURROGATE = 1.1;

/** What APIs add around each message and each tool. */
const PER_MESSAGE = 4;
const PER_TOOL = 8;
/** an image of the size that agents send */
const PER_IMAGE = 1_500;
/** base64 characters of a document that make one token */
const DOCUMENT_CHARS = 30;

/**
 * Tokens of a text, by its characters: no tokenizer, no table, 1 MB in some milliseconds. Good for budgets: within a fifth for prose and code in
 * Latin script, and rather too many than too few for the others.
 */
export function estimateTokens(text: string): number {
  let tokens = 0;
  for (let i = 0; i < text.length; i++) tokens += weight(text.charCodeAt(i));
  return Math.ceil(tokens);
}

function weight(code: number): number {
  if (code < 0x80) {
    if ((code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a)) return LETTER;
    if (code <= 0x20) return BLANK;
    return code >= 0x30 && code <= 0x39 ? DIGIT : PUNCTUATION;
  }
  if (code < 0x370) return ACCENTED;
  if (code < 0x1100) return ALPHABETIC;
  if (code < 0x1200) return CJK;
  if (code < 0x2000) return ALPHABETIC;
  if (code < 0x2e80) return PUNCTUATION;
  return code >= 0xd800 && code <= 0xdfff ? SURROGATE : CJK;
}

/** Tokens of a whole request: texts, calls, results and tool definitions, with what APIs add around them. */
export function estimateRequestTokens(request: ModelRequest): number {
  let tokens = request.system === '' ? 0 : PER_MESSAGE + estimateTokens(request.system);
  for (const { content } of request.messages) tokens += PER_MESSAGE + content.reduce((sum, part) => sum + contentTokens(part), 0);
  for (const tool of request.tools) tokens += PER_TOOL + estimateTokens(JSON.stringify(tool));
  return tokens;
}

function contentTokens(part: ModelContent): number {
  if (part.type === 'file') return fileTokens(part);
  if (part.type === 'tool_call') return estimateTokens(part.name) + estimateTokens(JSON.stringify(part.input ?? {}));
  const text = estimateTokens(part.text);
  return part.type === 'tool_result' ? (part.files ?? []).reduce((sum, file) => sum + fileTokens(file), text) : text;
}

/** Tokens of an image or a document. @param file its `data` in base64 */
export function fileTokens({ mime, data }: { mime: string; data: string }): number {
  return mime.startsWith('image/') ? PER_IMAGE : Math.max(PER_IMAGE, Math.ceil(data.length / DOCUMENT_CHARS));
}

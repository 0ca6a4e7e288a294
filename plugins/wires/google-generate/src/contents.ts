import { inputObject, type ModelContent, type ModelMessage, type ModelTarget, withAnsweredCalls } from '@ock/kernel';
import { filePart } from './files.ts';
import { type GenerateQuirks, quirksOf } from './quirks.ts';
import { FOREIGN_CALL, keptSignature } from './signature.ts';

export type Part = Record<string, unknown>;
export interface Content {
  role: 'user' | 'model';
  parts: Part[];
}

/** The `contents` of a request: the user begins, calls carry the signatures they came with, results stand right behind them. */
export function buildContents(messages: readonly ModelMessage[], target: ModelTarget): Content[] {
  const contents: Content[] = [];
  for (const message of withAnsweredCalls(messages)) {
    const role = message.role === 'assistant' ? 'model' : 'user';
    const parts = role === 'model' ? modelParts(message.content, target) : message.content.flatMap((part) => userParts(part, target));
    if (parts.length > 0) contents.push({ role, parts });
  }
  if (contents[0]?.role === 'model') contents.unshift({ role: 'user', parts: [{ text: '(continued)' }] });
  return contents;
}

function userParts(part: ModelContent, target: ModelTarget): Part[] {
  if (part.type === 'text') return part.text === '' ? [] : [{ text: part.text }];
  if (part.type === 'file') return [filePart(part, target)];
  return part.type === 'tool_result' ? result(part, target) : [];
}

/** Thoughts stay behind, their signatures go back. Of several calls at once only the first one is signed. */
function modelParts(content: readonly ModelContent[], target: ModelTarget): Part[] {
  const quirks = quirksOf(target);
  const parts: Part[] = [];
  let signature: string | undefined;
  let isFirstCall = true;
  for (const part of content) {
    if (part.type === 'reasoning') {
      const kept = quirks.foreignSignatures ? undefined : keptSignature(part);
      if (kept?.on === 'call') signature = kept.thoughtSignature;
      const last = parts.at(-1);
      if (kept?.on === 'text' && typeof last?.text === 'string') last.thoughtSignature = kept.thoughtSignature;
    } else if (part.type === 'text' && part.text !== '') {
      parts.push({ text: part.text });
    } else if (part.type === 'tool_call') {
      if (isFirstCall && quirks.signCalls) signature ??= FOREIGN_CALL;
      const functionCall = { ...callId(part.id, quirks), name: part.name, args: inputObject(part.input) };
      parts.push({ functionCall, ...(signature ? { thoughtSignature: signature } : {}) });
      signature = undefined;
      isFirstCall = false;
    }
  }
  return parts;
}

function result({ id, name, text, isError, files = [] }: Extract<ModelContent, { type: 'tool_result' }>, target: ModelTarget): Part[] {
  const quirks = quirksOf(target);
  const parts = files.map((file) => filePart({ type: 'file', ...file }, target));
  const data = parts.filter((part) => part.inlineData !== undefined);
  const notes = parts.flatMap((part) => (typeof part.text === 'string' ? [part.text] : []));
  const said = [text, ...notes].filter((words) => words !== '').join('\n\n') || '(no output)';
  const inside = quirks.resultFiles && data.length > 0;
  const functionResponse = {
    ...callId(id, quirks),
    name,
    response: isError ? { error: said } : { output: said },
    ...(inside ? { parts: data } : {}),
  };
  return [{ functionResponse }, ...(inside ? [] : data)];
}

function callId(id: string, quirks: GenerateQuirks): { id?: string } {
  return quirks.callIds ? { id } : {};
}

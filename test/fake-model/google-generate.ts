import { inputText, pieces, type WireEncoder } from './encoder.ts';
import type { Step } from './script.ts';

type Json = Record<string, unknown>;

const event = (value: unknown): string => `data: ${JSON.stringify(value)}\n\n`;

/** Google's generateContent from the server's side: whole function calls, usage with every piece, the finish reason on the last one. */
export const googleGenerate: WireEncoder = {
  id: 'google-generate',
  match: (path) => /:(stream)?generateContent$/i.test(path),
  told: (body, path) => ({
    ...body,
    model: decodeURIComponent(/\/models\/([^/:]+):/.exec(path)?.[1] ?? ''),
    stream: path.endsWith(':streamGenerateContent'),
  }),
  progress: (body) => {
    const contents = (body.contents ?? []) as { role?: string; parts: Json[] }[];
    const isResult = (part: Json) => 'functionResponse' in part;
    const tools = (body.tools ?? []) as { functionDeclarations?: { name: string }[] }[];
    return {
      results: contents.flatMap(({ parts }) => parts.filter(isResult)).length,
      prompts: contents.filter(({ role, parts }) => role === 'user' && !parts.some(isResult)).length,
      tools: tools.flatMap(({ functionDeclarations = [] }) => functionDeclarations.map(({ name }) => name)),
    };
  },
  stream: (step, body, number) => {
    const parts = partsOf(step, step.chunkSize);
    return (parts.length === 0 ? [{ text: '' }] : parts).map((part, at) =>
      event(piece(step, body, number, [part], at >= parts.length - 1 ? finishOf(step) : undefined)),
    );
  },
  document: (step, body, number) => piece(step, body, number, partsOf(step, Number.POSITIVE_INFINITY), finishOf(step)),
  error: (status, text) => ({ error: { code: status, message: text, status: status === 429 ? 'RESOURCE_EXHAUSTED' : 'UNAVAILABLE' } }),
  errorEvent: (type, text) => {
    const [code, status] = type === 'invalid_request_error' ? [400, 'INVALID_ARGUMENT'] : [503, 'UNAVAILABLE'];
    return event({ error: { code, message: text, status } });
  },
};

function piece(step: Step, body: Json, number: number, parts: Json[], finishReason?: string): Json {
  return {
    candidates: [{ content: { role: 'model', parts }, ...(finishReason ? { finishReason } : {}), index: 0 }],
    usageMetadata: usage(step),
    modelVersion: body.model,
    responseId: `response-${number}`,
  };
}

/** Of several calls only the first is signed; without calls the last part of the text is. */
function partsOf(step: Step, size?: number): Json[] {
  const calls = (step.toolCalls ?? []).filter(({ input }) => isObject(input));
  const texts: Json[] = pieces(step.text ?? '', size).map((text) => ({ text }));
  const signed = step.signature ? { thoughtSignature: step.signature } : {};
  if (calls.length === 0 && step.signature) texts.push({ text: '', ...signed });
  return [
    ...pieces(step.reasoning ?? '', size).map((text) => ({ text, thought: true })),
    ...texts,
    ...calls.map(({ id, name, input }, at) => {
      const text = inputText(input);
      return {
        functionCall: { ...(id ? { id } : {}), name, ...(text === '' ? {} : { args: JSON.parse(text) as unknown }) },
        ...(at === 0 ? signed : {}),
      };
    }),
  ];
}

/** Arguments travel as an object: text that is none cannot be sent. */
function isObject(input: unknown): boolean {
  try {
    return inputText(input) === '' || typeof JSON.parse(inputText(input)) === 'object';
  } catch {
    return false;
  }
}

function finishOf(step: Step): string {
  if (step.toolCalls?.some(({ input }) => !isObject(input))) return 'MALFORMED_FUNCTION_CALL';
  if (step.finish === 'length') return 'MAX_TOKENS';
  return step.finish === 'content_filter' || step.finish === 'refusal' ? 'SAFETY' : 'STOP';
}

function usage({ usage: { input = 10, output = 5, reasoning = 0, cacheRead = 0 } = {} }: Step): Json {
  return {
    promptTokenCount: input + cacheRead,
    ...(cacheRead > 0 ? { cachedContentTokenCount: cacheRead } : {}),
    candidatesTokenCount: output - reasoning,
    ...(reasoning > 0 ? { thoughtsTokenCount: reasoning } : {}),
    totalTokenCount: input + cacheRead + output,
  };
}

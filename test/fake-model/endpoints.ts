import { pieces, type WireEncoder } from './encoder.ts';
import { ENCODERS } from './encoders.ts';

type Json = Record<string, unknown>;

/** numbers of a vector where nobody asks for fewer or more */
const DIMENSIONS = 6;

/** What the fake model makes of a text: always the same, different for different texts, exact in 32 bits. */
export function fakeVector(text: string, dimensions = DIMENSIONS): number[] {
  let sum = text.length;
  for (let i = 0; i < text.length; i++) sum = (sum * 31 + text.charCodeAt(i)) % 65_521;
  return Array.from({ length: dimensions }, (_, at) => ((sum * (at + 1)) % 2048) / 1024 - 1);
}

/** What the fake model counts: characters, so that tests can reckon it. */
export const fakeTokens = (texts: readonly string[]): number => texts.reduce((sum, { length }) => sum + length, 0);

const base64 = (vector: readonly number[]): string => Buffer.from(Float32Array.from(vector).buffer).toString('base64');

interface Endpoint {
  id: string;
  /** whose errors it sends */
  protocol: string;
  path: RegExp;
  answer(body: Json, path: string): unknown;
}

const texts = (value: unknown): string[] => (Array.isArray(value) ? value : [value]).map(String);
const size = (value: unknown): number => (typeof value === 'number' ? value : DIMENSIONS);
const counted = (...parts: unknown[]): number => JSON.stringify(parts).length;

const LIST: readonly Endpoint[] = [
  {
    id: 'openai-chat:embeddings',
    protocol: 'openai-chat',
    path: /\/embeddings$/,
    answer: (body) => {
      const inputs = texts(body.input);
      const data = inputs.map((text, index) => {
        const vector = fakeVector(text, size(body.dimensions ?? body.output_dimension));
        return { object: 'embedding', index, embedding: body.encoding_format === 'base64' ? base64(vector) : vector };
      });
      const tokens = fakeTokens(inputs);
      // the order is the server's own affair: `index` tells
      return { object: 'list', data: data.reverse(), model: body.model, usage: { prompt_tokens: tokens, total_tokens: tokens } };
    },
  },
  {
    id: 'google-generate:embeddings',
    protocol: 'google-generate',
    path: /\/models\/[^/]+:batchEmbedContents$/,
    answer: (body) => {
      const requests = body.requests as { content: { parts: { text: string }[] }; outputDimensionality?: number }[];
      return {
        embeddings: requests.map(({ content, outputDimensionality }) => ({
          values: fakeVector(content.parts[0]?.text ?? '', size(outputDimensionality)),
        })),
      };
    },
  },
  {
    id: 'google-generate:predict',
    protocol: 'google-generate',
    path: /\/models\/[^/]+:predict$/,
    answer: (body) => {
      const { outputDimensionality } = (body.parameters ?? {}) as Json;
      return {
        predictions: (body.instances as { content: string }[]).map(({ content }) => ({
          embeddings: {
            values: fakeVector(content, size(outputDimensionality)),
            statistics: { truncated: false, token_count: content.length },
          },
        })),
      };
    },
  },
  {
    id: 'cohere:embeddings',
    protocol: 'cohere',
    path: /\/v2\/embed$/,
    answer: (body) => ({
      id: 'e-1',
      texts: body.texts,
      embeddings: { float: texts(body.texts).map((text) => fakeVector(text, size(body.output_dimension))) },
      meta: { api_version: { version: '2' }, billed_units: { input_tokens: fakeTokens(texts(body.texts)) } },
    }),
  },
  {
    id: 'ollama:embeddings',
    protocol: 'ollama',
    path: /\/api\/embed$/,
    answer: (body) => ({
      model: body.model,
      embeddings: texts(body.input).map((text) => fakeVector(text, size(body.dimensions))),
      total_duration: 14_143_917,
      load_duration: 1_019_500,
      prompt_eval_count: fakeTokens(texts(body.input)),
    }),
  },
  {
    id: 'bedrock-converse:invoke',
    protocol: 'bedrock-converse',
    path: /\/model\/[^/]+\/invoke$/,
    answer: (body) => {
      if (typeof body.inputText !== 'string')
        return {
          id: 'e-1',
          response_type: 'embeddings_by_type',
          embeddings: { float: texts(body.texts).map((text) => fakeVector(text, size(body.output_dimension))) },
        };
      const embedding = fakeVector(body.inputText, size(body.dimensions));
      return { embedding, embeddingsByType: { float: embedding }, inputTextTokenCount: body.inputText.length };
    },
  },
  {
    id: 'anthropic-messages:count',
    protocol: 'anthropic-messages',
    path: /\/messages\/count_tokens$|\/models\/count-tokens:rawPredict$/,
    answer: ({ system, messages, tools }) => ({ input_tokens: counted(system, messages, tools) }),
  },
  {
    id: 'openai-responses:count',
    protocol: 'openai-responses',
    path: /\/responses\/input_tokens$/,
    answer: ({ instructions, input, tools }) => ({ object: 'response.input_tokens', input_tokens: counted(instructions, input, tools) }),
  },
  {
    id: 'google-generate:count',
    protocol: 'google-generate',
    path: /\/models\/[^/]+:countTokens$/,
    answer: (body) => {
      const { contents, systemInstruction, tools } = (body.generateContentRequest ?? body) as Json;
      const totalTokens = counted(systemInstruction, contents, tools);
      return { totalTokens, promptTokensDetails: [{ modality: 'TEXT', tokenCount: totalTokens }] };
    },
  },
  {
    id: 'bedrock-converse:count',
    protocol: 'bedrock-converse',
    path: /\/model\/[^/]+\/count-tokens$/,
    answer: (body) => {
      const { converse } = body.input as { converse: Json };
      return { inputTokens: counted(converse.system, converse.messages, converse.toolConfig) };
    },
  },
];

/** Requests that are answered with one document whatever the script says: vectors and counts. They fail in every way that streams do. */
export const ENDPOINTS: readonly WireEncoder[] = LIST.map(({ id, protocol, path, answer }) => {
  const of = ENCODERS.find((encoder) => encoder.id === protocol) as WireEncoder;
  return {
    id,
    match: (asked) => path.test(asked),
    told: (body, asked) => ({ ...body, stream: true, asked }),
    progress: () => ({ results: 0, prompts: 0, tools: [] }),
    framing: 'frames',
    streamType: 'application/json',
    stream: (_step, body) => pieces(JSON.stringify(answer(body, String(body.asked))), 400),
    document: (_step, body) => answer(body, String(body.asked)),
    error: of.error,
    errorEvent: (type, message) => JSON.stringify(of.error(400, `${type}: ${message}`)),
  };
});

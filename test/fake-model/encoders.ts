import { anthropicMessages } from './anthropic-messages.ts';
import { bedrockConverse } from './bedrock-converse.ts';
import { cohere } from './cohere.ts';
import type { WireEncoder } from './encoder.ts';
import { googleGenerate } from './google-generate.ts';
import { ollama } from './ollama.ts';
import { openaiChat } from './openai-chat.ts';
import { openaiResponses } from './openai-responses.ts';

/** Every protocol the fake model speaks. */
export const ENCODERS: readonly WireEncoder[] = [
  openaiChat,
  anthropicMessages,
  openaiResponses,
  googleGenerate,
  bedrockConverse,
  cohere,
  ollama,
];

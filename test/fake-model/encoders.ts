import { anthropicMessages } from './anthropic-messages.ts';
import type { WireEncoder } from './encoder.ts';
import { openaiChat } from './openai-chat.ts';

/** Every protocol the fake model speaks. */
export const ENCODERS: readonly WireEncoder[] = [openaiChat, anthropicMessages];

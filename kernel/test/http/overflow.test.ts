import { expect } from 'chai';
import { httpFailure } from '../../src/http/model-failure.ts';

const where = { provider: 'acme', model: 'm' };

/** What servers answer to a request that is longer than the model can read, by those who run them. */
const OVERFLOWS: Record<string, [status: number, body: unknown]> = {
  'OpenAI, chat': [
    400,
    {
      error: {
        message:
          "This model's maximum context length is 128000 tokens. However, your messages resulted in 140012 tokens. Please reduce the length of the messages.",
        type: 'invalid_request_error',
        param: 'messages',
        code: 'context_length_exceeded',
      },
    },
  ],
  'OpenAI, responses': [
    400,
    {
      error: {
        message: 'Your input exceeds the context window of this model. Please adjust your input and try again.',
        type: 'invalid_request_error',
        param: 'input',
        code: 'context_length_exceeded',
      },
    },
  ],
  'OpenAI, a text beyond what a field may hold': [
    400,
    {
      error: {
        message:
          "Invalid 'messages[1].content': string too long. Expected a string with maximum length 10485760, but got a string with length 11000000 instead.",
        code: 'string_above_max_length',
      },
    },
  ],
  Anthropic: [
    400,
    { type: 'error', error: { type: 'invalid_request_error', message: 'prompt is too long: 210000 tokens > 200000 maximum' } },
  ],
  'Anthropic, with the answer': [
    400,
    {
      type: 'error',
      error: {
        type: 'invalid_request_error',
        message:
          'input length and `max_tokens` exceed context limit: 190000 + 20000 > 200000, decrease input length or `max_tokens` and try again',
      },
    },
  ],
  'Anthropic, bytes': [413, { type: 'error', error: { type: 'request_too_large', message: 'Request exceeds the maximum size' } }],
  Google: [
    400,
    {
      error: {
        code: 400,
        message: 'The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).',
        status: 'INVALID_ARGUMENT',
      },
    },
  ],
  Bedrock: [400, { message: 'Input is too long for requested model.' }],
  'Bedrock, Nova': [
    400,
    { message: 'The model returned the following errors: Input Tokens Exceeded: Number of input tokens exceeds maximum length.' },
  ],
  Mistral: [
    400,
    {
      object: 'error',
      message: 'Prompt contains 40000 tokens and 0 draft tokens, too large for model with 32768 maximum context length',
      type: 'invalid_request_prompt',
      code: '3051',
    },
  ],
  Cohere: [400, { message: 'too many tokens: total number of tokens in the prompt cannot exceed 128000. Try using a shorter prompt.' }],
  Groq: [
    400,
    {
      error: {
        message: 'Please reduce the length of the messages or completion.',
        type: 'invalid_request_error',
        param: 'messages',
        code: 'context_length_exceeded',
      },
    },
  ],
  xAI: [
    400,
    {
      code: 'Client specified an invalid argument',
      error: "This model's maximum prompt length is 131072 but the request contains 140000 tokens.",
    },
  ],
  Together: [
    422,
    {
      error: {
        message:
          'Input validation error: `inputs` tokens + `max_new_tokens` must be <= 8193. Given: 8000 `inputs` tokens and 1024 `max_new_tokens`',
        type: 'invalid_request_error',
      },
    },
  ],
  DeepInfra: [400, { detail: { error: 'This model has a maximum context length of 32768 tokens, the request has 40000.' } }],
  OpenRouter: [
    400,
    {
      error: {
        message:
          "This endpoint's maximum context length is 200000 tokens. However, you requested about 210000 tokens (200000 of text input, 10000 in the output).",
        code: 400,
      },
    },
  ],
  'GitHub Copilot': [
    400,
    { error: { message: 'prompt token count of 140000 exceeds the limit of 128000', code: 'model_max_prompt_tokens_exceeded' } },
  ],
  'GitHub Models': [
    413,
    { error: { code: 'tokens_limit_reached', message: 'Request body too large for gpt-4o model. Max size: 8000 tokens.' } },
  ],
  Cerebras: [
    400,
    {
      message: 'Please reduce the length of the messages or completion. Current length is 9000 while limit is 8192',
      type: 'invalid_request_error',
      code: 'context_length_exceeded',
    },
  ],
  vLLM: [
    400,
    {
      object: 'error',
      message:
        "'max_tokens' or 'max_completion_tokens' is too large: 4096. This model's maximum context length is 4096 tokens and your request has 900 input tokens",
      type: 'BadRequestError',
      code: 400,
    },
  ],
  'llama.cpp': [
    400,
    {
      error: {
        code: 400,
        message: 'the request exceeds the available context size, try increasing it',
        type: 'exceed_context_size_error',
        n_prompt_tokens: 9000,
        n_ctx: 8192,
      },
    },
  ],
  'LM Studio': [
    400,
    {
      error:
        'Trying to keep the first 9000 tokens when context the overflows. However, the model is loaded with context length of only 4096 tokens, which is not enough.',
    },
  ],
  Ollama: [400, { error: 'input length exceeds the context length' }],
  Perplexity: [400, { error: { message: 'Input length exceeds the maximum context length of the model', type: 'bad_request', code: 400 } }],
  'Hugging Face TGI': [
    422,
    { error: 'Input validation error: `inputs` must have less than 4096 tokens. Given: 5000', error_type: 'validation' },
  ],
  'Cloudflare Workers AI': [
    400,
    {
      errors: [
        {
          message:
            'AiError: The estimated number of input and maximum output tokens (9000) exceeded this model context window limit (8192).',
          code: 5021,
        },
      ],
      success: false,
    },
  ],
  'Qwen at Alibaba': [400, { error: { code: 'InvalidParameter', message: 'Range of input length should be [1, 30720]' } }],
  Moonshot: [
    400,
    { error: { message: 'Invalid request: Your request exceeded model token limit: 131072', type: 'invalid_request_error' } },
  ],
  'Z.AI': [400, { error: { code: '1261', message: 'Prompt exceeds max length' } }],
  MiniMax: [400, { type: 'error', error: { type: 'bad_request_error', message: 'invalid params, context window exceeds limit (2013)' } }],
  'Google Vertex': [
    400,
    {
      error: {
        message:
          'Unable to submit request because the input token count is 1100000 but model only supports up to 1048576. Reduce the input token count.',
      },
    },
  ],
  Fireworks: [400, { error: { message: 'The prompt is too long: 140000, model maximum context length: 131071' } }],
  LiteLLM: [400, { error: { message: 'litellm.ContextWindowExceededError: AnthropicError - prompt is too long', code: '400' } }],
  'vLLM, the whole prompt': [
    400,
    { object: 'error', message: 'The decoder prompt (length 40000) is longer than the maximum model length of 32768.' },
  ],
  'llama.cpp, while it answers': [500, { error: { code: 500, message: 'Context size has been exceeded.', type: 'server_error' } }],
  'Ollama, as an error of its own': [500, { error: 'input length exceeds maximum context length' }],
  SAP: [400, { error: { message: "400 - LLM Module: This model's maximum context length is 128000 tokens.", code: 400 } }],
};

/** What looks a little like it. */
const OTHERS: Record<string, [status: number, body: unknown]> = {
  'a limit per minute': [
    429,
    {
      error: {
        message: 'Request too large for gpt-4o on tokens per min (TPM): Limit 30000, Requested 40000.',
        code: 'rate_limit_exceeded',
      },
    },
  ],
  'an answer that may not be that long': [
    400,
    { error: { message: 'max_tokens: 100000 > 8192, which is the maximum allowed number of output tokens' } },
  ],
  'an answer longer than the model writes': [
    400,
    { error: { message: 'max_tokens is too large: this model supports at most 4096 completion tokens' } },
  ],
  'an error of the server': [500, { error: { message: 'Internal error in context manager' } }],
  'a missing message': [400, { error: { message: 'messages: at least one message is required' } }],
  'a name that is too long': [400, { error: { message: "Invalid 'tools[0].function.name': expected at most 64 characters" } }],
};

describe('a request longer than the model can read', () => {
  for (const [who, [status, body]] of Object.entries(OVERFLOWS)) {
    it(`is known by what is said by ${who}`, () => {
      expect(httpFailure(status, {}, JSON.stringify(body), where)).to.include({ code: 'OC_MODEL_CONTEXT', retryable: false });
    });
  }
  for (const [what, [status, body]] of Object.entries(OTHERS)) {
    it(`is not ${what}`, () => {
      expect(httpFailure(status, {}, JSON.stringify(body), where).code).to.equal('OC_MODEL_HTTP');
    });
  }
});

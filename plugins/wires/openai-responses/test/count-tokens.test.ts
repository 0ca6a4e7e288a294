import { wireCountContract } from '../../../../test/contracts/wire-count.ts';
import { createResponsesWire } from '../src/wire.ts';

wireCountContract({
  wire: createResponsesWire(),
  id: 'openai-responses',
  baseUrl: (url) => `${url}/v1`,
  auth: { type: 'bearer' },
  path: '/v1/responses/input_tokens',
  fields: ['model', 'input', 'instructions', 'tools', 'tool_choice', 'parallel_tool_calls', 'reasoning', 'text'],
});

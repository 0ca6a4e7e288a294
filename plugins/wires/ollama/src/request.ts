import { type ModelRequest, type ModelTarget, setEffort } from '@ock/kernel';
import { effortFields } from './effort.ts';
import { buildMessages } from './messages.ts';
import { quirksOf } from './quirks.ts';

/** The body of a chat request. `target.extra` is merged in last, its `options` one by one. */
export function buildOllamaBody(request: ModelRequest, target: ModelTarget): Record<string, unknown> {
  const quirks = quirksOf(target);
  const stream = !(quirks.noToolStream && request.tools.length > 0);
  const body: Record<string, unknown> = { model: target.model, messages: buildMessages(request, target), stream };
  if (request.tools.length > 0 && request.toolChoice !== 'none') {
    body.tools = request.tools.map(({ name, description, parameters }) => ({
      type: 'function',
      function: { name, description, parameters },
    }));
  }
  const fields = target.effort === undefined ? undefined : effortFields(target.effort, target);
  if (fields) setEffort(body, fields);
  else if (quirks.think !== undefined) body.think = quirks.think;
  if (quirks.keepAlive !== undefined) body.keep_alive = quirks.keepAlive;
  if (request.responseSchema) body.format = request.responseSchema;
  const { options: extraOptions, ...extra } = target.extra;
  const options = { ...optionsOf(target), ...(extraOptions as object | undefined) };
  if (Object.keys(options).length > 0) body.options = options;
  return { ...body, ...extra };
}

function optionsOf(target: ModelTarget): Record<string, unknown> {
  const { numCtx, noTemperature } = quirksOf(target);
  const fixed = noTemperature || target.info.capabilities?.temperature === false;
  return {
    ...(numCtx === undefined ? {} : { num_ctx: numCtx }),
    ...(target.maxTokens === undefined ? {} : { num_predict: target.maxTokens }),
    ...(target.temperature === undefined || fixed ? {} : { temperature: target.temperature }),
  };
}

import type { ModelRequest, ModelTarget } from '@ock/kernel';
import { buildContents } from './contents.ts';
import { type GenerateQuirks, quirksOf } from './quirks.ts';

const HARMS = ['HARASSMENT', 'HATE_SPEECH', 'SEXUALLY_EXPLICIT', 'DANGEROUS_CONTENT'];
const MODES = { auto: 'AUTO', none: 'NONE', required: 'ANY' };

/** The body of a generateContent request; the model stands in the URL. `target.extra` is merged in last. */
export function buildGenerateBody(request: ModelRequest, target: ModelTarget): Record<string, unknown> {
  const quirks = quirksOf(target);
  const body: Record<string, unknown> = {};
  if (request.system !== '') body.systemInstruction = { parts: [{ text: request.system }] };
  body.contents = buildContents(request.messages, target);
  addTools(body, request);
  const config = { ...limits(target, quirks), ...thinking(target, quirks), ...answer(request, quirks) };
  if (Object.keys(config).length > 0) body.generationConfig = config;
  if (quirks.safetyThreshold)
    body.safetySettings = HARMS.map((harm) => ({ category: `HARM_CATEGORY_${harm}`, threshold: quirks.safetyThreshold }));
  return { ...body, ...target.extra };
}

function addTools(body: Record<string, unknown>, request: ModelRequest): void {
  if (request.tools.length === 0) return;
  const functionDeclarations = request.tools.map(({ name, description, parameters: { $schema: _dialect, ...schema } }) => ({
    name,
    description,
    parametersJsonSchema: schema,
  }));
  body.tools = [{ functionDeclarations }];
  if (request.toolChoice !== undefined && request.toolChoice !== 'auto')
    body.toolConfig = { functionCallingConfig: { mode: MODES[request.toolChoice] } };
}

function limits(target: ModelTarget, quirks: GenerateQuirks): Record<string, unknown> {
  const fixed = quirks.noTemperature || target.info.capabilities?.temperature === false;
  return {
    ...(target.maxTokens === undefined ? {} : { maxOutputTokens: target.maxTokens }),
    ...(target.temperature === undefined || fixed ? {} : { temperature: target.temperature }),
  };
}

function thinking(target: ModelTarget, { thinkingLevel, thinkingBudget, includeThoughts }: GenerateQuirks): Record<string, unknown> {
  if (target.info.capabilities?.reasoning === false) return {};
  const shown = includeThoughts && target.info.capabilities?.reasoning && thinkingBudget !== 0;
  const config = {
    ...(thinkingLevel ? { thinkingLevel } : thinkingBudget === undefined ? {} : { thinkingBudget }),
    ...(shown ? { includeThoughts: true } : {}),
  };
  return Object.keys(config).length === 0 ? {} : { thinkingConfig: config };
}

function answer(request: ModelRequest, quirks: GenerateQuirks): Record<string, unknown> {
  if (!request.responseSchema || (request.tools.length > 0 && !quirks.schemaWithTools)) return {};
  const { $schema: _dialect, ...schema } = request.responseSchema;
  return { responseMimeType: 'application/json', responseJsonSchema: schema };
}

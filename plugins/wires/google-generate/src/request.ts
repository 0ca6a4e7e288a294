import { type EffortFields, type ModelRequest, type ModelTarget, setEffort } from '@ock/kernel';
import { buildContents } from './contents.ts';
import { effortFields, THINKING } from './effort.ts';
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
  const config = { ...limits(target, quirks), ...answer(request, quirks) };
  if (Object.keys(config).length > 0) body.generationConfig = config;
  addThinking(body, target, quirks);
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

/** What was asked for; without that, what the quirks say. */
function addThinking(body: Record<string, unknown>, target: ModelTarget, quirks: GenerateQuirks): void {
  const { reasoning } = target.info.capabilities ?? {};
  if (reasoning === false) return;
  const { thinkingLevel, thinkingBudget, includeThoughts } = quirks;
  const usual: EffortFields | undefined = thinkingLevel ? { thinkingLevel } : thinkingBudget === undefined ? undefined : { thinkingBudget };
  const fields = target.effort === undefined ? undefined : effortFields(target.effort, target);
  if (fields) setEffort(body, fields);
  else if (usual) setEffort(body, prefixed(usual));
  const config = (body.generationConfig as { thinkingConfig?: { thinkingBudget?: number } } | undefined)?.thinkingConfig;
  if (includeThoughts && reasoning && config?.thinkingBudget !== 0) setEffort(body, prefixed({ includeThoughts: true }));
}

function prefixed(config: EffortFields): EffortFields {
  return Object.fromEntries(Object.entries(config).map(([key, value]) => [`${THINKING}.${key}`, value]));
}

function answer(request: ModelRequest, quirks: GenerateQuirks): Record<string, unknown> {
  if (!request.responseSchema || (request.tools.length > 0 && !quirks.schemaWithTools)) return {};
  const { $schema: _dialect, ...schema } = request.responseSchema;
  return { responseMimeType: 'application/json', responseJsonSchema: schema };
}

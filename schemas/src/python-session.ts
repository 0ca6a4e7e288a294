import { z } from 'zod';

/** A time as that system wrote it: ISO text, or seconds, or milliseconds. */
const Time = z.union([z.string().refine((text) => !Number.isNaN(Date.parse(text)), 'not a time'), z.number().nonnegative()]).nullish();
const PythonBlock = z.looseObject({ type: z.string() });
export type PythonBlock = z.infer<typeof PythonBlock>;

/** `session_*.json` of the Python system, as far as `opencode import` reads it. */
export const PythonSession = z.looseObject({
  title: z.string().nullish(),
  directory: z.string().nullish(),
  created_at: Time,
  updated_at: Time,
  model: z.string().nullish(),
  agent: z.string().nullish(),
  messages: z.array(
    z.looseObject({
      role: z.enum(['user', 'assistant', 'system', 'tool']),
      content: z.union([z.string(), z.array(PythonBlock)]),
      created_at: Time,
    }),
  ),
});
export type PythonSession = z.infer<typeof PythonSession>;

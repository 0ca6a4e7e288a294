import { z } from 'zod';

/** The kinds of parts. Singular, so that `kind:id` is one string everywhere. */
export const KindName = z.enum([
  'wire',
  'provider',
  'tool',
  'agent',
  'mode',
  'policy',
  'store',
  'bridge',
  'frontend',
  'router',
  'gpu',
  'locale',
  'theme',
  'slash',
  'sandbox',
  'command',
  'service',
]);
export type KindName = z.infer<typeof KindName>;

const Id = z.string().regex(/^[a-z0-9][\w.-]*$/i);

/** The `opencode` key of a plugin's package.json. `contributes` is data: reading it runs no plugin code. */
export const PluginManifest = z.object({
  apiVersion: z.string().refine((range) => range.trim() !== '*', 'a kernel API range such as "^1.0.0"; "*" is refused'),
  contributes: z.partialRecord(KindName, z.array(z.looseObject({ id: Id }))).default({}),
  permissions: z.array(z.string().regex(/^(fs\.read|fs\.write|exec|ui|models|net:.+|secret:.+|env:.+)$/)).default([]),
  requires: z
    .array(z.string().regex(/^[a-z]+:.+$/))
    .default([])
    .describe('contributions ("wire:openai-chat"), never package names'),
  activation: z
    .array(z.enum(['onStart', 'onSession', 'onTurn', 'onEdit']))
    .default([])
    .describe('only for plugins that tap hooks'),
  activationTables: z
    .array(z.string())
    .optional()
    .describe('activated at these moments only where one of these tables of opencode.toml is set'),
  critical: z.boolean().default(false).describe('true: a session must not start without it'),
  isolation: z.enum(['inline', 'process']).optional(),
});
export type PluginManifest = z.infer<typeof PluginManifest>;

import { definePlugin } from '@ock/kernel';
import { commandSettings } from '../../../../src/command-settings.ts';
import { createCommandTool } from '../../../../src/command-tool.ts';

const settings = commandSettings(
  'command',
  {
    command: ['sh', '-c', 'sleep "$(expr "0$2" + 0)"; test -n "$1" && echo "$1"', 'command', '{text}', '{seconds}'],
    description: 'the one of the contract',
    schema: { text: 'string', seconds: { type: 'integer', optional: true } },
  },
  undefined,
);

/** A program of the configuration, as a plugin, so that it can be held to what tools promise. */
export default definePlugin({ activate: (ctx) => ctx.register('tool', 'command', createCommandTool(settings)) });

import { definePlugin } from '@ock/kernel';
import { createAgent, createAgents } from './agents.ts';
import { createMode, createModes, createStyle } from './modes.ts';

export default definePlugin({
  activate(ctx) {
    ctx.register('slash', 'agents', createAgents(ctx.t));
    ctx.register('slash', 'agent', createAgent(ctx.t));
    ctx.register('slash', 'modes', createModes(ctx.t));
    ctx.register('slash', 'mode', createMode(ctx.t));
    ctx.register('slash', 'style', createStyle(ctx.t));
  },
});

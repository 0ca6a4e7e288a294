import { definePlugin } from '@ock/kernel';
import { createSkillTool } from './skill-tool.ts';
import { Skills } from './skills.ts';

export default definePlugin({
  activate(ctx) {
    ctx.register('tool', 'skill', createSkillTool(ctx));
    ctx.register('service', 'skills', new Skills(ctx));
  },
});

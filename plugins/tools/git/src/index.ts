import { definePlugin } from '@ock/kernel';
import { createGitTool } from './git-tool.ts';

export default definePlugin({
  activate(ctx) {
    ctx.register('tool', 'git', createGitTool());
  },
});

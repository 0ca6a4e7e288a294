import { definePlugin } from '@ock/kernel';
import { createQuestionTool } from './question-tool.ts';

export default definePlugin({
  activate(ctx) {
    ctx.register('tool', 'question', createQuestionTool(ctx.t));
  },
});

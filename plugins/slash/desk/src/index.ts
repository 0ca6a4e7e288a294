import { definePlugin } from '@ock/kernel';
import { createCopy } from './copy.ts';
import { createEditor } from './editor.ts';
import { createLanguage } from './language.ts';
import { createQueue } from './queue.ts';
import { createTheme } from './theme.ts';

export default definePlugin({
  activate(ctx) {
    ctx.register('slash', 'copy', createCopy(ctx.t));
    ctx.register('slash', 'editor', createEditor(ctx.t));
    ctx.register('slash', 'theme', createTheme(ctx.t));
    ctx.register('slash', 'language', createLanguage(ctx.t));
    ctx.register('slash', 'queue', createQueue(ctx.t));
  },
});

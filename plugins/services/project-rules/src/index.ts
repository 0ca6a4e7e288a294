import { homedir } from 'node:os';
import { join } from 'node:path';
import { definePlugin, refuseForbidden, resolvePath } from '@ock/kernel';
import { NestedRules } from './nested-rules.ts';
import { createProjectRules, type RulesOptions } from './project-rules.ts';
import { isBelow } from './rules-file.ts';
import { toldIn } from './told-in.ts';

/** before what others add to a result */
const STAGE = -50;

export default definePlugin({
  activate(ctx) {
    const { kernel } = ctx;
    const own = [kernel.paths?.config ?? '', join(homedir(), '.claude')].filter(Boolean);
    const options: RulesOptions = {
      configDir: kernel.paths?.config ?? '',
      home: homedir(),
      settings: () => {
        const { context, instructions = [] } = kernel.config.config;
        return { maxBytes: context?.rules_bytes ?? 32 * 1024, instructions };
      },
      // our own folder is denied to tools; the person's rules in it are Markdown
      mayRead: async (path) =>
        (path.endsWith('.md') && own.some((dir) => isBelow(path, resolvePath(dir, '/')))) ||
        refuseForbidden(kernel, path, { named: path }).then(
          () => true,
          () => false,
        ),
    };
    ctx.register('service', 'project-rules', createProjectRules(options));
    const nested = new NestedRules(options, async (id) => toldIn(await ctx.use('service', 'sessions'), id));
    ctx.hooks.toolResult.tap(
      async (output, call) => {
        const note = await nested.note(call, kernel.cwd);
        if (note === undefined) return output;
        return { ...output, text: `${output.text}\n\n${note.text}`, metadata: { ...output.metadata, rules: note.files } };
      },
      { stage: STAGE },
    );
    ctx.hooks.event.tap((event) => {
      if (event.type === 'compaction') nested.forget(event.session_id);
    });
    ctx.hooks.sessionEnd.tap(({ id }) => nested.forget(id));
  },
});

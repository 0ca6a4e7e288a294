import { definePlugin, knownSecrets } from '@ock/kernel';
import type { SessionConfig } from '@ock/schemas';
import { limitsOf } from './prune-limits.ts';
import { Sessions } from './sessions.ts';
import { Waiting } from './waiting.ts';

/** ms that writing a session's file may take */
const FILE_DEADLINE_MS = 30_000;
/** sessions that go at the end of a process, and ms that may take */
const PRUNED_AT_END = 100;
const PRUNE_DEADLINE_MS = 4_000;

export default definePlugin({
  activate(ctx) {
    const { kernel, log } = ctx;
    const settings = (kernel.config.config.session ?? {}) as SessionConfig;
    const sessions = new Sessions({
      dataDir: kernel.paths.data,
      openStore: () => kernel.openStore(),
      gatherSecrets: () => void knownSecrets(kernel),
      language: () => kernel.language,
    });
    ctx.signal.addEventListener('abort', () => sessions.releaseAll(), { once: true });
    ctx.register('service', 'sessions', sessions);

    const waiting = new Waiting((id, waits) => sessions.setWaiting(id, waits));
    ctx.hooks.event.tap((event) => waiting.follow(event));
    if (settings.files ?? settings.store === 'files') {
      ctx.hooks.sessionEnd.tap(
        async ({ id }) => {
          if ((await kernel.openStore()).ephemeral) return;
          const { sessionFilesDir, writeSessionFile } = await import('./session-files.ts');
          const data = await sessions.export(id);
          const places = { dataDir: kernel.paths.data, cwd: kernel.cwd, trusted: kernel.config.trusts(kernel.cwd) };
          if (data.messages.length > 0) await writeSessionFile(sessionFilesDir(kernel.config.config, places), data);
        },
        { deadlineMs: FILE_DEADLINE_MS },
      );
    }
    if (settings.auto_prune === true) {
      let hasTalked = false;
      ctx.hooks.sessionStart.tap(() => {
        hasTalked = true;
      });
      ctx.hooks.shutdown.tap(
        async () => {
          const limits = limitsOf(settings);
          if (!hasTalked || Object.keys(limits).length === 0 || (await kernel.openStore()).ephemeral) return;
          const { sessions: gone } = await sessions.prune({
            ...limits,
            atMost: PRUNED_AT_END,
            signal: AbortSignal.timeout(PRUNE_DEADLINE_MS),
          });
          log.info('pruned sessions', { sessions: gone.map(({ id }) => id) });
        },
        { deadlineMs: PRUNE_DEADLINE_MS + 500 },
      );
    }
  },
});

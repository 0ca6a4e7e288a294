import { type CommandHooksService, type HookEvent, type HookTrial, type ListedHook, type PluginContext, redact } from '@ock/kernel';
import { listed } from './hook.ts';
import { outcomeOf } from './outcome.ts';
import type { Runner } from './runner.ts';
import { namesOf } from './tool-names.ts';

/** What `opencode hooks` asks: which there are, and what one would say. */
export class CommandHooks implements CommandHooksService {
  readonly #ctx: PluginContext;
  readonly #runner: Runner;

  constructor(ctx: PluginContext, runner: Runner) {
    this.#ctx = ctx;
    this.#runner = runner;
  }

  list(): ListedHook[] {
    return this.#runner.hooks.map((hook) => listed(hook, this.#runner.isTrusted(hook)));
  }

  async try(
    event: HookEvent,
    { tool, input, prompt }: { tool?: string; input?: unknown; prompt?: string },
    signal: AbortSignal,
  ): Promise<HookTrial[]> {
    const { kernel, t } = this.#ctx;
    const names = tool === undefined ? [] : namesOf(kernel.find('tool', tool)?.contribution ?? { id: tool });
    const facts = {
      ...(tool !== undefined && { tool_name: tool, tool_input: input ?? {}, tool_use_id: 'call_trial' }),
      ...(event === 'PostToolUse' && { tool_response: { text: '', is_error: false } }),
      ...(prompt !== undefined && { prompt }),
      ...(event === 'Stop' && { stop_hook_active: false }),
    };
    const trials: HookTrial[] = [];
    for (const hook of this.#runner.matching(event, names)) {
      if (!this.#runner.isTrusted(hook)) continue;
      const about = { sessionId: 'ses_trial', cwd: kernel.cwd, names, facts };
      const run = await this.#runner.one(hook, about, signal);
      const { exitCode, timedOut, durationMs, stdout, stderr } = run;
      const { reason: _, ...outcome } = outcomeOf(hook, run, t);
      trials.push({ hook: listed(hook, true), exitCode, timedOut, durationMs, stdout: redact(stdout), stderr: redact(stderr), ...outcome });
    }
    return trials;
  }
}

import { childEnv, type HookEvent, type PluginContext, sanitizeLine } from '@ock/kernel';
import { projectFolders } from '@ock/kernel/config';
import { commandText, type Hook, matches } from './hook.ts';
import { type Outcome, outcomeOf } from './outcome.ts';
import { type HookRun, runHook } from './run-hook.ts';
import { claudeInput, claudeName } from './tool-names.ts';

/** What an event tells beside its name and the session. */
export interface Event {
  sessionId: string;
  cwd: string;
  /** what a matcher is held against; empty: every hook of the event runs */
  names: readonly string[];
  facts: Record<string, unknown>;
}

/** The texts and decisions of all hooks of one event together. */
export interface Combined extends Outcome {
  /** of each hook that had one, in order */
  contexts: string[];
}

/** Runs the hooks of events, one after the other, and tells the person what goes wrong. */
export class Runner {
  readonly hooks: readonly Hook[];
  readonly #ctx: PluginContext;

  constructor(ctx: PluginContext, hooks: readonly Hook[]) {
    this.#ctx = ctx;
    this.hooks = hooks;
  }

  /** May it run now? A project's own: only as it was trusted. */
  isTrusted({ folder }: Hook): boolean {
    return folder === undefined || this.#ctx.kernel.config.trusts(folder);
  }

  has(event: HookEvent): boolean {
    return this.hooks.some((hook) => hook.event === event);
  }

  /** ms that all hooks of an event may take together */
  timeOf(event: HookEvent): number {
    return this.hooks.reduce((sum, hook) => (hook.event === event ? sum + hook.timeoutMs + 1_000 : sum), 1_000);
  }

  matching(event: HookEvent, names: readonly string[]): Hook[] {
    return this.hooks.filter((hook) => hook.event === event && matches(hook, names));
  }

  /** Until one blocks. Changed arguments are what the next one sees. @throws the signal's reason */
  async run(event: HookEvent, about: Event, signal: AbortSignal): Promise<Combined> {
    const combined: Combined = { contexts: [] };
    const facts = { ...about.facts };
    for (const hook of this.matching(event, about.names)) {
      const outcome = this.isTrusted(hook)
        ? outcomeOf(hook, await this.one(hook, { ...about, facts }, signal), this.#ctx.t)
        : this.#untrusted(hook);
      if (outcome.warning !== undefined) this.tell(outcome.warning, about.sessionId);
      if (outcome.message !== undefined)
        this.tell(this.#ctx.t('service-command-hooks.says', { text: outcome.message }), about.sessionId, 'info');
      if (outcome.context !== undefined) combined.contexts.push(outcome.context);
      if (outcome.block !== undefined) return { ...combined, block: outcome.block };
      if (outcome.updatedInput !== undefined) {
        combined.updatedInput = outcome.updatedInput;
        facts.tool_input = outcome.updatedInput;
      }
      if (outcome.decision !== undefined && combined.decision !== 'ask') {
        combined.decision = outcome.decision;
        if (outcome.reason !== undefined) combined.reason = outcome.reason;
      }
    }
    return combined;
  }

  /** @throws the signal's reason */
  one(hook: Hook, { sessionId, cwd, facts }: Event, signal: AbortSignal): Promise<HookRun> {
    const { kernel } = this.#ctx;
    const project = hook.folder ?? projectFolders(cwd)[0] ?? cwd;
    const told = hook.isClaude ? inClaudesWords(facts) : facts;
    const event = { session_id: sessionId, cwd, hook_event_name: hook.event, ...told };
    return runHook(hook, event, {
      cwd: hook.isClaude ? cwd : (hook.folder ?? cwd),
      env: { ...childEnv(kernel), CLAUDE_PROJECT_DIR: project },
      signal,
    });
  }

  /** A guard that cannot be trusted any more lets nothing pass; others are left out. */
  #untrusted(hook: Hook): Outcome {
    const { event, file = '' } = hook;
    const warning = this.#ctx.t('service-command-hooks.untrusted', { event, command: commandText(hook), file });
    return event === 'PreToolUse' || event === 'UserPromptSubmit' ? { warning, block: warning } : { warning };
  }

  tell(text: string, sessionId: string, level: 'warning' | 'info' = 'warning'): void {
    const { kernel, log, plugin } = this.#ctx;
    log[level === 'warning' ? 'warn' : 'info'](text);
    const notice = { type: 'notice', level, code: 'command_hook', text: sanitizeLine(text), plugin: plugin.name } as const;
    kernel.emit({ ...notice, session_id: sessionId, time: Date.now() });
  }
}

function inClaudesWords(facts: Record<string, unknown>): Record<string, unknown> {
  const { tool_name, tool_input } = facts;
  if (typeof tool_name !== 'string') return facts;
  return { ...facts, tool_name: claudeName(tool_name), tool_input: claudeInput(tool_input) };
}

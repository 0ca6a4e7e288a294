import type { Kernel, PermissionDecision, PermissionRequest, PluginContext, ToolCallInfo, ToolOutput } from '@ock/kernel';
import type { Combined, Runner } from './runner.ts';
import { namesOf } from './tool-names.ts';

/** calls whose answers are kept: what is denied never comes to its result */
const MAX_CALLS = 500;
/** before every policy: a block is never overruled */
const FIRST = -1_000;
/** characters of a result that a hook is shown */
const MAX_RESPONSE = 256 * 1024;

/** PreToolUse, PermissionRequest and PostToolUse. */
export class ToolHooks {
  readonly #runner: Runner;
  readonly #kernel: Kernel;
  /** by call: what its PreToolUse hooks said, and the arguments it then had */
  readonly #said = new Map<string, { combined: Combined; input: unknown }>();

  constructor({ kernel, hooks }: PluginContext, runner: Runner) {
    this.#runner = runner;
    this.#kernel = kernel;
    if (runner.has('PreToolUse')) {
      hooks.toolBefore.tap((call, signal) => this.#before(call, signal), { deadlineMs: runner.timeOf('PreToolUse') });
      hooks.permission.tap((request) => this.#judged(request), { stage: FIRST });
    }
    if (runner.has('PreToolUse') || runner.has('PermissionRequest'))
      hooks.permissionRequest.tap((request, question, signal) => this.#asked(request, question.reason, signal), {
        deadlineMs: runner.timeOf('PermissionRequest'),
      });
    if (runner.has('PreToolUse') || runner.has('PostToolUse'))
      hooks.toolResult.tap((output, call, { signal }) => this.#after(output, call, signal), {
        stage: 200,
        deadlineMs: runner.timeOf('PostToolUse'),
      });
  }

  async #before(call: ToolCallInfo, signal: AbortSignal): Promise<ToolCallInfo> {
    const combined = await this.#runner.run('PreToolUse', this.#event(call), signal);
    const next = combined.updatedInput && combined.block === undefined ? { ...call, input: combined.updatedInput } : call;
    const [oldest] = this.#said.keys();
    if (this.#said.size >= MAX_CALLS && oldest !== undefined) this.#said.delete(oldest);
    this.#said.set(call.callId, { combined, input: JSON.stringify(next.input) });
    return next;
  }

  /** A block denies. What a hook wants asked is asked, unless a policy denies it. */
  async #judged(request: PermissionRequest): Promise<PermissionDecision | undefined> {
    const combined = this.#of(request);
    if (combined?.block !== undefined) return { effect: 'deny', by: 'policy', reason: `a hook blocked it: ${combined.block}` };
    if (combined?.decision !== 'ask') return undefined;
    let rule: string | undefined;
    for (const { id } of this.#kernel.list('policy')) {
      const decision = await (await this.#kernel.use('policy', id)).decide(request);
      if (decision.effect === 'deny') return decision;
      if (decision.effect === 'ask') rule ??= decision.rule;
    }
    return { effect: 'ask', reason: combined.reason ?? 'a hook wants it asked', ...(rule !== undefined && { rule }) };
  }

  async #asked(
    request: PermissionRequest,
    reason: string,
    signal: AbortSignal,
  ): Promise<Exclude<PermissionDecision, { effect: 'ask' }> | undefined> {
    const before = this.#of(request);
    if (before?.decision === 'allow') return { effect: 'allow', reason: before.reason ?? 'a hook allowed it' };
    if (before?.decision === 'ask' || !this.#runner.has('PermissionRequest')) return undefined;
    const event = this.#event(request);
    const facts = { ...event.facts, permission_mode: request.mode, reason, subjects: request.subjects };
    const { block, decision, reason: why } = await this.#runner.run('PermissionRequest', { ...event, facts }, signal);
    if (block !== undefined) return { effect: 'deny', by: 'policy', reason: `a hook refused it: ${block}` };
    return decision === 'allow' ? { effect: 'allow', reason: why ?? 'a hook allowed it' } : undefined;
  }

  async #after(output: ToolOutput, call: ToolCallInfo, signal: AbortSignal): Promise<ToolOutput> {
    const before = this.#said.get(call.callId)?.combined;
    this.#said.delete(call.callId);
    const told = [...(before?.contexts ?? [])];
    if (this.#runner.has('PostToolUse')) {
      const { text, isError = false, title } = output;
      const event = this.#event(call);
      const tool_response = { text: text.slice(0, MAX_RESPONSE), is_error: isError, ...(title !== undefined && { title }) };
      const { block, contexts } = await this.#runner.run('PostToolUse', { ...event, facts: { ...event.facts, tool_response } }, signal);
      told.push(...contexts, ...(block === undefined ? [] : [block]));
    }
    return told.length === 0 ? output : { ...output, text: [output.text, ...told.map((text) => `[hook] ${text}`)].join('\n\n') };
  }

  /** Only of the very call that the hook saw: what it does on the way is judged by itself. */
  #of({ callId, input }: PermissionRequest): Combined | undefined {
    const said = this.#said.get(callId);
    return said && said.input === JSON.stringify(input) ? said.combined : undefined;
  }

  #event({ sessionId, callId, tool, input }: ToolCallInfo) {
    return {
      sessionId,
      cwd: this.#kernel.cwd,
      names: namesOf(tool),
      facts: { tool_name: tool.id, tool_input: input, tool_use_id: callId },
    };
  }
}

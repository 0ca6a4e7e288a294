import {
  addressedAgent,
  type Conversation,
  errorText,
  type Frontend,
  failedResult,
  isFirstRun,
  type Kernel,
  KernelError,
  killAllGroups,
  openConversation,
  refuseForbidden,
  type Translate,
  type TurnResult,
  totalResult,
} from '@ock/kernel';
import { AnswerSchema } from './answer-schema.ts';
import { Answers } from './answers.ts';
import { checkOutput } from './check-output.ts';
import { onTrouble } from './on-trouble.ts';
import type { RunOptions } from './options.ts';
import { createOutput, type Output } from './output.ts';
import { gatherPrompts } from './prompts.ts';
import { startRecording } from './start-recording.ts';

/** The headless front end: prompts in, one result record out, whatever happens. */
export function createRun(kernel: Kernel, t: Translate): Frontend<RunOptions> {
  return {
    async start(options) {
      const output = createOutput(kernel, t, options);
      const interrupt = new AbortController();
      const restore = onTrouble({ stop: (error) => interrupt.abort(error), force: (error) => output.abandon(error) });
      let conversation: Conversation | undefined;
      let total: TurnResult;
      try {
        if (options.noSession) kernel.useMemoryStore();
        if (options.output !== undefined) await checkOutput(options.output);
        const schema = options.outputSchema === undefined ? undefined : AnswerSchema.read(options.outputSchema);
        const answers = options.answers === undefined ? undefined : await Answers.read(options.answers, kernel.cwd);
        const prompts = await gatherPrompts(options, kernel.cwd, {
          signal: interrupt.signal,
          note: (key) => output.note(t(key)),
          refuse: (path, named) =>
            refuseForbidden(kernel, path, {
              named,
              rules: { allow: options.allow, deny: options.deny },
              ...(options.mode && { mode: options.mode }),
            }),
        });
        const agent = options.agent ?? addressee(kernel, options, prompts);
        if (options.format === 'text') await welcome(kernel, output);
        await startRecording(kernel, options);
        conversation = await openConversation(kernel, {
          rules: { allow: options.allow, deny: options.deny },
          limits: {
            ...(options.maxTurns !== undefined && { maxTurns: options.maxTurns }),
            ...(options.maxCostUsd !== undefined && { maxCostUsd: options.maxCostUsd }),
            ...(options.timeoutMs !== undefined && { timeoutMs: options.timeoutMs }),
          },
          ...(options.session !== undefined && { session: options.session }),
          ...(options.fork && { fork: true }),
          ...(options.mode && { mode: options.mode }),
          ...(options.effort !== undefined && { effort: options.effort }),
          ...(options.title && { title: options.title }),
          ...(agent && { agent }),
          ...(options.workMode && { workMode: options.workMode }),
          ...(options.style && { style: options.style }),
          ...(options.model && { model: options.model }),
          ...(options.fallback && { fallback: options.fallback }),
          ...(answers && { person: answers }),
        });
        emitInit(kernel, conversation);
        total = await runPrompts(conversation, prompts, { options, schema, output, signal: interrupt.signal });
        tellUnused(kernel, conversation, answers, t);
      } catch (error) {
        total = failedResult(interrupt.signal.aborted ? interrupt.signal.reason : error);
      }
      killAllGroups();
      await conversation?.close().catch((error: unknown) => output.note(t('cli.error', { text: errorText(error, t) })));
      const code = await output.finish(total);
      restore();
      return code;
    },
  };
}

interface PromptRun {
  options: RunOptions;
  schema: AnswerSchema | undefined;
  output: Output;
  signal: AbortSignal;
}

type Prompts = Awaited<ReturnType<typeof gatherPrompts>>;

async function runPrompts(conversation: Conversation, prompts: Prompts, run: PromptRun): Promise<TurnResult> {
  const { options, output, signal } = run;
  const results: TurnResult[] = [];
  for (const [at, prompt] of prompts.entries()) {
    if (options.script) output.heading(at + 1, prompts.length, prompt?.text ?? '');
    const asked = prompt && run.schema ? { ...prompt, text: run.schema.instruct(prompt.text) } : prompt;
    let result = await conversation.prompt(asked, { signal });
    if (run.schema && result.subtype === 'success') result = await run.schema.enforce(conversation, result, signal);
    if (options.strict && result.subtype === 'success' && result.denials.length > 0) {
      const cause = new KernelError('OC_REFUSED', { count: result.denials.length });
      result = { ...result, subtype: 'error', error: { code: cause.code, message: cause.message }, cause, exitCode: cause.exitCode };
    }
    results.push(result);
    if (options.script) output.partial(result, at + 1);
    if (signal.aborted || (result.subtype !== 'success' && !options.keepGoing)) break;
  }
  return results.length === 1 && results[0] ? results[0] : totalResult(results);
}

/** On the very first run on this machine, where a person sees it. */
async function welcome(kernel: Kernel, output: Output): Promise<void> {
  if (!process.stderr.isTTY || !isFirstRun(kernel.paths) || !kernel.find('service', 'first-run')) return;
  for (const line of await (await kernel.use('service', 'first-run')).lines()) output.note(line);
}

/**
 * The agent that the prompt begins with, where the person wrote it on the command line: what is piped in or read from files chooses nobody. The
 * prompt is left without its name.
 */
function addressee(kernel: Kernel, { prompt }: RunOptions, [first]: Prompts): string | undefined {
  if (!first || prompt === undefined || prompt.trim() === '') return undefined;
  const { agent, text } = addressedAgent(kernel, first.text);
  first.text = text;
  return agent;
}

/** A question that was worded otherwise than expected is found this way. */
function tellUnused(kernel: Kernel, { session }: Conversation, answers: Answers | undefined, t: Translate): void {
  if (!answers || answers.unused.length === 0) return;
  const text = t('frontend-run.answers_unused', { questions: answers.unused.map((question) => JSON.stringify(question)).join(', ') });
  kernel.emit({ type: 'notice', session_id: session.id, time: Date.now(), level: 'warning', code: 'answers_unused', text });
}

function emitInit(kernel: Kernel, conversation: Conversation): void {
  const { session, model, agent, mode } = conversation;
  const { profile } = kernel.config;
  kernel.emit({
    type: 'init',
    session_id: session.id,
    time: Date.now(),
    version: kernel.options.version,
    cwd: session.directory,
    model,
    agent,
    permission_mode: mode,
    tools: conversation.tools().map(({ id }) => id),
    plugins: kernel.catalogue.plugins.map(({ name, version }) => ({ name, version })),
    ...(profile && { profile }),
  });
}

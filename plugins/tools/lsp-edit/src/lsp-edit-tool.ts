import {
  type LspPlan,
  type LspService,
  PREVIEW_BYTES,
  refuseStale,
  resolvePath,
  shownPath,
  type Tool,
  type ToolContext,
  type ToolOutput,
  type Translate,
  unifiedDiff,
} from '@ock/kernel';
import type { LspEditInput } from './parameters.ts';
import { writePlan } from './write-plan.ts';

type Subjects = { action: 'read' | 'write'; path: string }[];

/** plans kept between judging a call and running it */
const MAX_PLANS = 20;
/** files that the model is told by name */
const MAX_NAMED = 30;

/**
 * What the server would change is worked out first, so that every file is judged; what runs is exactly that. Files that changed in between, or
 * since they were read, stop the whole edit.
 */
export class LspEditTool implements Tool<LspEditInput> {
  readonly #service: () => Promise<LspService>;
  readonly #t: Translate;
  readonly #plans = new Map<string, Promise<LspPlan>>();

  constructor(service: () => Promise<LspService>, t: Translate) {
    this.#service = service;
    this.#t = t;
  }

  async subjects(input: LspEditInput, ctx: ToolContext): Promise<Subjects> {
    const path = resolvePath(input.filePath, ctx.cwd);
    const own: Subjects = [
      { action: 'read', path },
      { action: 'write', path },
    ];
    const service = await this.#service();
    // what has no server fails when it runs, with the reason
    if (!service.serves(path)) return own;
    const plan = await this.#plan(input, ctx).catch(() => undefined);
    const others = (plan?.changes ?? []).filter((change) => change.path !== path);
    return [
      ...own,
      ...others.flatMap(
        (change): Subjects => [
          { action: 'read', path: change.path },
          { action: 'write', path: change.path },
        ],
      ),
    ];
  }

  /** All that would change, file after file; the plan that is shown is the one that runs. */
  async preview(input: LspEditInput, ctx: ToolContext): Promise<string | undefined> {
    const diffs: string[] = [];
    let left = PREVIEW_BYTES;
    for (const { path, before = '', after = '' } of (await this.#plan(input, ctx)).changes) {
      if (left <= 0) break;
      const { diff } = await unifiedDiff(shownPath(path, ctx.cwd), before, after, left);
      diffs.push(diff);
      left -= diff.length;
    }
    return diffs.length === 0 ? undefined : diffs.join('');
  }

  async run(input: LspEditInput, ctx: ToolContext): Promise<ToolOutput> {
    ctx.signal.throwIfAborted();
    const plan = await this.#plan(input, ctx);
    this.#plans.delete(ctx.callId);
    const { changes, server } = plan;
    if (changes.length === 0)
      return { text: `${server} changes nothing.`, title: this.#title(input, plan), metadata: { files_changed: [] } };
    for (const { path, version } of changes) if (version !== undefined) refuseStale(path, shownPath(path, ctx.cwd), version, ctx);
    await writePlan(changes, ctx);
    return this.#output(plan, this.#title(input, plan), ctx);
  }

  /** The same answer for judging and for running. */
  #plan(input: LspEditInput, ctx: ToolContext): Promise<LspPlan> {
    const known = this.#plans.get(ctx.callId);
    if (known) return known;
    const { operation, filePath, line, column, symbol, newName, title } = input;
    const plan = this.#service().then((service) =>
      service.plan(
        {
          operation,
          file: resolvePath(filePath, ctx.cwd),
          ...(line !== undefined && { line }),
          ...(column !== undefined && { column }),
          ...(symbol !== undefined && { symbol }),
          ...(newName !== undefined && { newName }),
          ...(title !== undefined && { title }),
        },
        ctx.signal,
      ),
    );
    this.#plans.set(ctx.callId, plan);
    const [oldest] = this.#plans.keys();
    if (this.#plans.size > MAX_PLANS && oldest !== undefined) this.#plans.delete(oldest);
    return plan;
  }

  /** What was done, for people: the server names its own actions. */
  #title({ operation, newName = '' }: LspEditInput, { title }: LspPlan): string {
    if (operation === 'rename') return this.#t('tool-lsp-edit.renamed', { name: newName });
    return operation === 'format' ? this.#t('tool-lsp-edit.formatted') : title;
  }

  async #output({ changes, title, server }: LspPlan, heading: string, ctx: ToolContext): Promise<ToolOutput> {
    const shown = changes.map(({ path }) => shownPath(path, ctx.cwd));
    const diffs = await Promise.all(changes.map(({ before = '', after = '' }, i) => unifiedDiff(shown[i] ?? '', before, after)));
    const lines = diffs.map(({ added, removed }, i) => `${shown[i]} (+${added} -${removed})`);
    const files = lines.length === 1 ? lines[0] : `${lines.length} files:\n${lines.slice(0, MAX_NAMED).join('\n')}`;
    const more = lines.length > MAX_NAMED ? `\n… and ${lines.length - MAX_NAMED} more` : '';
    return {
      text: `${title} by ${server}: ${files}${more}`,
      title: `${heading}: ${shown.slice(0, 3).join(', ')}`.replace(/\n/g, ' ').slice(0, 200),
      metadata: { diff: diffs.map(({ diff }) => diff).join(''), files_changed: changes.map(({ path }) => path) },
    };
  }
}

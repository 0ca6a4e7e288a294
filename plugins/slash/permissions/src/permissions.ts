import {
  type Kernel,
  KernelError,
  SavedRules,
  type Slash,
  type SlashContext,
  sanitizeLine,
  type Translate,
  workspaceOf,
} from '@ock/kernel';
import type { PermissionMode } from '@ock/schemas';

const MODES: readonly PermissionMode[] = ['ask', 'accept-edits', 'plan', 'deny', 'full'];

/** Shows and sets the permission mode; lists rules; adds and removes those that are saved. */
export function createPermissions(t: Translate): Slash {
  return {
    async run(context, rest) {
      const [verb = '', ...words] = rest.split(/\s+/);
      const rule = words.join(' ');
      const mode = MODES.find((known) => known === verb);
      if (verb === 'add' && rule !== '') return add(context, rule, t);
      if (verb === 'remove' || verb === 'rm') return remove(context, rule, t);
      if (mode && rule === '') return setMode(context, mode, t);
      if (rest !== '') throw new KernelError('OC_INPUT', { message: t('slash-permissions.usage', { modes: MODES.join(', ') }) });
      show(context, t);
      const options = MODES.map((label) => ({ label, description: t(`slash-permissions.${label}`) }));
      const [picked] = (await context.choose({ question: t('slash-permissions.which'), options })) ?? [];
      const chosen = MODES.find((known) => known === picked);
      if (chosen) setMode(context, chosen, t);
    },
    complete: ({ kernel, talk }, rest) =>
      rest.startsWith('remove ') ? saved(kernel, folderOf(kernel, talk)).rules : [...MODES, 'add', 'remove'],
  };
}

function setMode({ talk, line }: SlashContext, mode: PermissionMode, t: Translate): void {
  talk.setMode(mode);
  line(t(talk.mode === mode ? 'slash-permissions.mode_is' : 'slash-permissions.held', { mode: talk.mode }));
}

function show({ kernel, talk, line, table, style }: SlashContext, t: Translate): void {
  line(t('slash-permissions.mode_is', { mode: talk.mode }));
  const { rules } = saved(kernel, folderOf(kernel, talk));
  const given = talk.current?.rules;
  const own = (['deny', 'ask', 'allow'] as const).flatMap((effect) =>
    (given?.[effect] ?? []).filter((rule) => effect !== 'allow' || !rules.includes(rule)).map((rule) => [effect, sanitizeLine(rule)]),
  );
  if (own.length > 0) {
    line(style.bold(t('slash-permissions.session')));
    table(own);
  }
  if (rules.length > 0) {
    line(style.bold(t('slash-permissions.saved')));
    table(rules.map((rule) => ['allow', sanitizeLine(rule)]));
  }
  if (own.length + rules.length === 0) line(t('slash-permissions.no_rules'));
  line(style.dim(t('slash-permissions.hint')));
}

/** Allows it for always in this project, the open conversation included. @throws OC_INPUT for what is no rule */
async function add({ kernel, talk, line }: SlashContext, rule: string, t: Translate): Promise<void> {
  await kernel.activateFor('onSession');
  for (const { id } of kernel.list('policy')) (await kernel.use('policy', id)).check?.(rule);
  const { store, workspace } = saved(kernel, folderOf(kernel, talk));
  await store.add(workspace, rule);
  const allow = talk.current?.rules.allow;
  if (allow && !allow.includes(rule)) allow.push(rule);
  line(t('slash-permissions.added', { rule: sanitizeLine(rule) }));
}

async function remove({ kernel, talk, line, choose }: SlashContext, given: string, t: Translate): Promise<void> {
  const { store, workspace, rules } = saved(kernel, folderOf(kernel, talk));
  const options = rules.map((label) => ({ label }));
  const rule = given || (options.length > 0 ? (await choose({ question: t('slash-permissions.which_rule'), options }))?.[0] : undefined);
  if (rule === undefined) return;
  const isGone = await store.remove(workspace, rule);
  const allow = talk.current?.rules.allow;
  if (isGone && allow?.includes(rule)) allow.splice(allow.indexOf(rule), 1);
  line(t(isGone ? 'slash-permissions.removed' : 'slash-permissions.not_there', { rule: sanitizeLine(rule) }));
}

function folderOf(kernel: Kernel, { current }: SlashContext['talk']): string {
  return current?.workspace ?? workspaceOf(kernel.cwd);
}

function saved({ paths }: Kernel, workspace: string) {
  const store = new SavedRules(paths.data);
  return { store, workspace, rules: store.for(workspace) };
}

import { type Kernel, type ListedModel, listModels, type Slash, type SlashContext, sanitizeLine, type Translate } from '@ock/kernel';

/** models shown at once */
const MAX_SHOWN = 40;
/** models that are offered as a choice */
const MAX_CHOICES = 25;

/** Lists the models whose names have all the words. */
export function createModels(t: Translate): Slash {
  return { run: (context, rest) => show(context, rest, t) };
}

/** Chooses one, of those that can be used at once where none is named. */
export function createModel(t: Translate): Slash {
  return {
    async run(context, rest) {
      const { talk, kernel, line } = context;
      const wanted = rest || (await picked(context, t));
      if (wanted) talk.setModel(wanted);
      else if (listModels(kernel).length <= MAX_SHOWN) show(context, '', t);
      line(t('slash-models.model_is', { model: talk.model }));
    },
    complete: ({ kernel }) => listModels(kernel).map(({ ref }) => ref),
  };
}

async function picked({ kernel, choose }: SlashContext, t: Translate): Promise<string | undefined> {
  const ready = listModels(kernel)
    .filter((model) => isUsable(kernel, model))
    .slice(0, MAX_CHOICES);
  if (ready.length < 2) return undefined;
  const options = ready.map((model) => ({ label: model.ref, description: facts(kernel, model, t).join(' · ') }));
  return (await choose({ question: t('slash-models.which'), options }))?.[0];
}

/** Has it what it needs: a key, or a provider without keys? */
function isUsable(kernel: Kernel, { keySource, provider }: ListedModel): boolean {
  return keySource !== undefined || kernel.find('provider', provider)?.contribution.auth.type === 'none';
}

function show({ kernel, talk, line, table, style }: SlashContext, rest: string, t: Translate): void {
  const words = rest.toLowerCase().split(/\s+/).filter(Boolean);
  const models = listModels(kernel);
  // those that can be used at once stand first
  const sorted = [...models.filter((model) => isUsable(kernel, model)), ...models.filter((model) => !isUsable(kernel, model))];
  const all = sorted.filter(({ ref, info }) => words.every((word) => `${ref} ${info.name ?? ''}`.toLowerCase().includes(word)));
  const current = talk.model;
  if (all.length === 0) line(t('slash-models.no_models', { search: sanitizeLine(rest) }));
  else table(all.slice(0, MAX_SHOWN).map((model) => [model.ref === current ? '*' : ' ', model.ref, facts(kernel, model, t).join(' · ')]));
  if (all.length > MAX_SHOWN) line(style.dim(t('slash-models.more', { count: all.length - MAX_SHOWN })));
}

function facts({ language }: Kernel, { info, keySource }: ListedModel, t: Translate): string[] {
  const { format } = language;
  const { context, cost } = info;
  return [
    ...(context === undefined ? [] : [t('slash-models.context', { tokens: format.compact(context) })]),
    ...(cost ? [t('slash-models.price', { input: format.dollars(cost.input), output: format.dollars(cost.output) })] : []),
    ...(keySource ? [t('slash-models.has_key')] : []),
  ];
}

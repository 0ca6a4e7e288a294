export type TranslateArgs = Record<string, string | number | boolean | undefined>;

/** Text for people. `{name}` in the catalogue's text is replaced by the argument; a missing key yields the key itself. */
export type Translate = (key: string, args?: TranslateArgs) => string;

/** Replaces `{name}`; an argument that is absent becomes an empty text. */
export function interpolate(text: string, args: TranslateArgs = {}): string {
  return text.includes('{') ? text.replace(/\{(\w+)\}/g, (_all, name: string) => String(args[name] ?? '')) : text;
}

/**
 * `args` with the reason they name: the text of the key `because`, filled from them, is their `message`. That of the key `next`, what to do
 * about it, follows in brackets.
 */
export function reasoned(args: TranslateArgs, t: Translate): TranslateArgs {
  const told = withReason(args, t);
  return typeof args.next === 'string' ? { ...told, message: `${told.message} (${t(args.next, args)})` } : told;
}

/** The same without the next step: for what is done about it already. */
export function withReason(args: TranslateArgs, t: Translate): TranslateArgs {
  return typeof args.because === 'string' ? { ...args, message: t(args.because, args) } : args;
}

/** Little languages in words of commands: which texts of sed, awk and jq can neither run nor write anything. */

const ADDRESS = String.raw`(?:\d+|\$|/(?:[^/\\\n]|\\[^\n])*/[IM]*)(?:~\d+)?`;
const SUBSTITUTION = String.raw`s(?:/(?:[^/\\\n]|\\[^\n])*/(?:[^/\\\n]|\\[^\n])*/|\|(?:[^|\\\n]|\\[^\n])*\|(?:[^|\\\n]|\\[^\n])*\||#(?:[^#\\\n]|\\[^\n])*#(?:[^#\\\n]|\\[^\n])*#|,(?:[^,\\\n]|\\[^\n])*,(?:[^,\\\n]|\\[^\n])*,)[gpiIm0-9]*`;
const COMMAND = String.raw`[ \t]*(?:${ADDRESS}(?:[ \t]*,[ \t]*(?:\+?${ADDRESS}|\+\d+))?[ \t]*!?[ \t]*)?(?:[dDgGhHnNpPx=l]|q\d*|Q\d*|${SUBSTITUTION})[ \t]*`;
const SED = new RegExp(`^${COMMAND}(?:[;\\n]+${COMMAND})*[;\\n]*$`);

const MAX_CHARS = 1_000;

/** No `e`, `w`, `r`, no files. */
export function isPlainSed(script: string): boolean {
  return script.length <= MAX_CHARS && SED.test(script);
}

/** Neither runs a command nor opens a file. What might be a redirection counts as one, a comparison as well, but not before the first action. */
export function isPlainAwk(script: string): boolean {
  const action = script.indexOf('{');
  const pattern = action === -1 ? script : script.slice(0, action);
  const text = pattern.replaceAll('>', ' ') + script.slice(pattern.length).replaceAll('>=', '');
  return script.length <= MAX_CHARS && !/system|getline|ARG[VC]|ENVIRON|SYMTAB|FUNCTAB|[>@`]|(?<!\|)\|(?!\|)|\|&|#/.test(text);
}

/** Reads its input alone: no environment, no modules. */
export function isPlainJq(script: string): boolean {
  return (
    script.length <= MAX_CHARS &&
    !/\benv\b|ENV|\b(?:import|include|input_filename|halt|debug|stderr|getpath\/1|modulemeta|get_search_list)\b/.test(script)
  );
}

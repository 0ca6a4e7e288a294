/** what means the same in patterns of `.gitignore` and in ours */
const PLAIN = /^[\w.\-*?/]+$/;
const MAX_PATTERNS = 50;

/**
 * Patterns for `.gitignore` that let through at least what a glob matches, so that a lister can leave out the rest. Undefined where that cannot be
 * said, or would leave out nothing.
 * @param anywhere the glob is about names in every folder
 */
export function narrowing(glob: string, anywhere: boolean): string[] | undefined {
  const patterns = alternatives(glob);
  if (!patterns || patterns.some((pattern) => !isPlain(pattern) || /^[*/]+$/.test(pattern))) return undefined;
  return patterns.map((pattern) => (anywhere || pattern.startsWith('**/') ? pattern : `/${pattern}`));
}

function isPlain(pattern: string): boolean {
  return (
    PLAIN.test(pattern) &&
    pattern.split('/').every((part) => part !== '' && part !== '.' && part !== '..' && (part === '**' || !part.includes('**')))
  );
}

/** `*.{ts,tsx}` as `*.ts` and `*.tsx`; undefined for braces in braces, ranges, or too many. */
function alternatives(glob: string): string[] | undefined {
  let found = [''];
  for (const [, text = '', choice] of glob.matchAll(/([^{}]*)(?:\{([^{}]*)\})?/g)) {
    const choices = choice === undefined ? [''] : choice.split(',');
    if (choice?.includes('..') || (choice !== undefined && choices.length < 2)) return undefined;
    found = found.flatMap((before) => choices.map((one) => before + text + one));
    if (found.length > MAX_PATTERNS) return undefined;
  }
  return glob.replace(/\{[^{}]*\}/g, '').match(/[{}]/) ? undefined : found;
}

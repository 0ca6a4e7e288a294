import type { ToolContribution } from '@ock/kernel';

/** Names that matchers written for Claude Code know tools by; what changes files in other ways counts as an edit too, so that no guard is passed by. */
const ALIASES: Readonly<Record<string, readonly string[]>> = {
  bash: ['Bash'],
  edit: ['Edit'],
  multiedit: ['MultiEdit', 'Edit', 'edit'],
  apply_patch: ['Edit', 'MultiEdit', 'Write', 'edit', 'write'],
  lsp_edit: ['Edit', 'edit'],
  write: ['Write'],
  read: ['Read'],
  glob: ['Glob'],
  grep: ['Grep'],
  ls: ['LS'],
  webfetch: ['WebFetch'],
  websearch: ['WebSearch'],
  task: ['Task', 'Agent'],
  todowrite: ['TodoWrite'],
  question: ['AskUserQuestion'],
  skill: ['Skill'],
};

/** Every name that a matcher may mean this tool by, its own first. */
export function namesOf({ id, insteadOf = [] }: Pick<ToolContribution, 'id' | 'insteadOf'>): string[] {
  return [...new Set([id, ...insteadOf].flatMap((name) => [name, ...(ALIASES[name] ?? [])]))];
}

/** The tool's name as Claude Code has it; its own where that has none. */
export function claudeName(id: string): string {
  return ALIASES[id]?.[0] ?? id;
}

/** Arguments under their names in Claude Code as well: `file_path` beside `filePath`. */
export function claudeInput(input: unknown): unknown {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return input;
  const snake = (key: string) => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return { ...Object.fromEntries(Object.entries(input).map(([key, value]) => [snake(key), value])), ...input };
}

/** What agent files of Claude Code and of the Python system call our tools. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  Read: ['read'],
  Write: ['write'],
  Edit: ['edit', 'apply_patch'],
  MultiEdit: ['multiedit', 'edit', 'apply_patch'],
  NotebookEdit: ['edit'],
  NotebookRead: ['read'],
  Bash: ['bash', 'bash_output', 'bash_kill'],
  BashOutput: ['bash_output'],
  KillBash: ['bash_kill'],
  KillShell: ['bash_kill'],
  Glob: ['glob'],
  Grep: ['grep'],
  LS: ['ls'],
  WebFetch: ['webfetch'],
  WebSearch: ['websearch'],
  TodoWrite: ['todowrite', 'todoread'],
  TodoRead: ['todoread'],
  Task: ['task'],
  Agent: ['task'],
  Skill: ['skill'],
  AskUserQuestion: ['question'],
  read_file: ['read'],
  write_file: ['write'],
  edit_file: ['edit', 'apply_patch'],
  delete_file: ['rm'],
  list_files: ['ls'],
  search_files: ['grep', 'glob'],
  codebase_search: ['codesearch', 'grep'],
  execute_command: ['bash', 'bash_output', 'bash_kill'],
  ask_followup_question: ['question'],
  update_todo_list: ['todowrite', 'todoread'],
  new_task: ['task'],
  delegate_to_agent: ['task'],
  git_diff: ['git'],
  git_log: ['git'],
  git_blame: ['git'],
  edit: ['edit', 'apply_patch'],
};

/** The tools that names mean: ours as they are, others' translated, `mcp__server__tool` as `server_tool`, `Bash(git *)` as `Bash`. */
export function toolNames(names: readonly string[]): string[] {
  const found = names.flatMap((given) => {
    const name = given.replace(/\(.*\)$/, '').trim();
    if (name === '') return [];
    const server = /^mcp__([^_].*?)__(.+)$/.exec(name) ?? /^mcp__([^_].*)$/.exec(name);
    if (server) return [`${server[1]}_${server[2] ?? '*'}`];
    return NAMES[name] ?? [name];
  });
  return [...new Set(found)];
}

/** A list, or texts with commas between them. Undefined for anything else. */
export function nameList(value: unknown): string[] | undefined {
  if (typeof value === 'string') return value.split(',').map((name) => name.trim());
  return Array.isArray(value) && value.every((name) => typeof name === 'string') ? value : undefined;
}

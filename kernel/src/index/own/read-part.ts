import { basename } from 'node:path';
import type { AgentContribution, ModeContribution } from '../../kinds/agent.ts';
import type { Frontmatter } from './frontmatter.ts';
import { FieldError, flag, isTable, readLimits, text } from './part-fields.ts';

type Table = Record<string, unknown>;

const ID = /^[a-z][\w-]{0,63}$/i;
const MAX_PROMPT = 32_000;
const MAX_DESCRIPTION = 500;
/** characters before and behind a prompt, each */
const MAX_AROUND = 8_000;

/** What a file may stand for. `style`: a mode about how answers are written. */
export type FileKind = 'agent' | 'mode' | 'style';

/**
 * The agent that a table of `[agents]` or a Markdown file describes.
 * @param given.isSub true where its place says that it is for the task tool unless it says otherwise
 * @throws FieldError
 */
export function agentOf(id: string, table: Table, given: { body?: string; isSub: boolean; file: string }): AgentContribution {
  const { prompt: nested } = table;
  const python = isTable(nested) ? nested : undefined;
  const prompt = [python ? text(python, 'system') : text(table, 'prompt'), given.body].filter((part) => part).join('\n\n');
  const where = text(table, 'mode');
  if (where !== undefined && !['primary', 'subagent', 'all'].includes(where)) throw new FieldError('mode', 'primary | subagent | all');
  const isSub = where === undefined ? (flag(table, 'sub') ?? given.isSub) : where === 'subagent';
  const hidden = flag(table, 'hidden') ?? flag(table, 'disable');
  return {
    id: checkedId(id),
    description: describe(table, prompt),
    prompt: checkedPrompt(prompt),
    ...readLimits(table),
    ...(python && around(python)),
    ...(isSub && { sub: true }),
    ...(where === 'all' && { both: true }),
    ...(hidden === true && { hidden }),
    file: given.file,
  };
}

/** Texts before and behind every prompt, as the Python system has them. */
function around(table: Table): Pick<AgentContribution, 'userPrefix' | 'userSuffix'> {
  const [userPrefix, userSuffix] = [text(table, 'user_prefix'), text(table, 'user_suffix')];
  for (const [field, value = ''] of Object.entries({ user_prefix: userPrefix, user_suffix: userSuffix }))
    if (value.length > MAX_AROUND) throw new FieldError(`prompt.${field}`, `≤ ${MAX_AROUND}`);
  return { ...(userPrefix !== undefined && { userPrefix }), ...(userSuffix !== undefined && { userSuffix }) };
}

/** The mode that a table of `[modes]` or a Markdown file describes. @throws FieldError */
export function modeOf(id: string, table: Table, given: { body?: string; isStyle: boolean; file: string }): ModeContribution {
  const prompt = [text(table, 'prompt'), given.body].filter((part) => part).join('\n\n');
  const { ask: _ask, model: _model, maxCostUsd: _cost, timeoutMs: _time, ...limits } = readLimits(table);
  const isStyle = flag(table, 'style') ?? given.isStyle;
  return {
    id: checkedId(id),
    description: describe(table, prompt),
    ...(prompt !== '' && { prompt: checkedPrompt(prompt) }),
    ...limits,
    ...(isStyle && { style: true }),
    file: given.file,
  };
}

/** The name that a file gives itself, else its own. Undefined: it says that it is switched off. */
export function nameOf(file: string, { head }: Frontmatter): string | undefined {
  if (flag(head, 'enabled') === false) return undefined;
  return text(head, 'name') ?? basename(file).replace(/\.md$/i, '');
}

function checkedId(id: string): string {
  const plain = id.trim().replace(/\s+/g, '-');
  if (!ID.test(plain)) throw new FieldError('name', '[A-Za-z][A-Za-z0-9_-]{0,63}');
  return plain;
}

function checkedPrompt(prompt: string): string {
  if (prompt === '') throw new FieldError('prompt', '"…"');
  if (prompt.length > MAX_PROMPT) throw new FieldError('prompt', `≤ ${MAX_PROMPT}`);
  return prompt;
}

/** What it says of itself in one line, else the first line of its prompt. */
function describe(table: Table, prompt: string): string {
  const given = text(table, 'description') ?? prompt.split('\n').find((line) => line.trim() !== '') ?? '';
  const line = given
    .replace(/^#+\s*/, '')
    .replace(/\\n|\s+/g, ' ')
    .trim();
  return line.length > MAX_DESCRIPTION ? `${line.slice(0, MAX_DESCRIPTION - 1)}…` : line;
}

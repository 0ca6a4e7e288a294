import { realpathSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename, dirname, sep } from 'node:path';
import { type Skill, type SkillProblem, sanitizeLine, type Translate } from '@ock/kernel';
import { parseHead, splitHead } from './front-matter.ts';

/** bytes of a SKILL.md, and of another file of a skill */
export const MAX_BYTES = 256 * 1024;
const MAX_HEAD = 16 * 1024;
const NAME = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const MAX_NAME = 64;
const MAX_DESCRIPTION = 1024;
const MAX_COMPATIBILITY = 500;

export interface ReadSkill {
  /** absent where it cannot be used */
  skill?: Skill;
  problems: SkillProblem[];
}

/**
 * Reads the head of a SKILL.md, and nothing of a file that is no ordinary one or is too large. Never throws: what is wrong is told.
 * @param within folder that its target must not leave; absent: anywhere
 */
export async function readSkill(file: string, scope: Skill['scope'], t: Translate, within?: string): Promise<ReadSkill> {
  const problems: SkillProblem[] = [];
  const say = (level: SkillProblem['level'], key: string, args: Record<string, string | number> = {}): void =>
    void problems.push({ file, level, message: t(`tool-skill.${key}`, args) });
  try {
    const real = realpathSync(file);
    const facts = statSync(real);
    if (within !== undefined && !real.startsWith(within + sep)) say('error', 'outside', { folder: within });
    else if (!facts.isFile()) say('error', 'no_file');
    else if (facts.size > MAX_BYTES) say('error', 'too_large', { limit: MAX_BYTES / 1024 });
    if (problems.length > 0) return { problems };
    const parts = splitHead(await beginning(real, MAX_HEAD));
    if (!parts) {
      say('error', 'no_head');
      return { problems };
    }
    const { fields, repaired } = await parseHead(parts.head);
    if (repaired !== undefined) say('warning', 'repaired', { message: repaired });
    const skill = check(fields, file, scope, say);
    return { problems, ...(skill && { skill }) };
  } catch (error) {
    say('error', 'unreadable', { message: error instanceof Error ? error.message : String(error) });
    return { problems };
  }
}

type Say = (level: SkillProblem['level'], key: string, args?: Record<string, string | number>) => void;

function check(fields: Record<string, unknown>, file: string, scope: Skill['scope'], say: Say): Skill | undefined {
  const folder = basename(dirname(file));
  const name = text(fields.name) ?? folder;
  const description = sanitizeLine(text(fields.description) ?? '');
  const compatibility = sanitizeLine(text(fields.compatibility) ?? '');
  if (fields.name === undefined) say('warning', 'no_name', { name });
  else if (name !== folder) say('warning', 'other_folder', { name, folder });
  const fits = NAME.test(name) && name.length <= MAX_NAME;
  if (!fits) say('error', 'bad_name', { name: sanitizeLine(name).slice(0, MAX_NAME + 1) });
  if (description === '') say('error', 'no_description');
  if (description.length > MAX_DESCRIPTION) say('warning', 'long_description', { limit: MAX_DESCRIPTION });
  if (compatibility.length > MAX_COMPATIBILITY) say('warning', 'long_compatibility', { limit: MAX_COMPATIBILITY });
  if (!fits || description === '') return undefined;
  const license = text(fields.license);
  const allowedTools = words(fields['allowed-tools']);
  const metadata = texts(fields.metadata);
  return {
    name,
    description: description.slice(0, MAX_DESCRIPTION),
    ...(license && { license: sanitizeLine(license) }),
    ...(compatibility && { compatibility: compatibility.slice(0, MAX_COMPATIBILITY) }),
    ...(allowedTools && { allowedTools }),
    ...(metadata && { metadata }),
    file,
    folder: dirname(file),
    scope,
  };
}

/** At most so many bytes from the start of a file, as text. */
export async function beginning(file: string, bytes: number): Promise<string> {
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(bytes), 0, bytes, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await handle.close();
  }
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

/** Separated by blanks or commas, or a list; an argument in brackets belongs to its tool. */
function words(value: unknown): string[] | undefined {
  const found = Array.isArray(value) ? value.map(String) : text(value)?.match(/[^\s,()]+(\([^)]*\))?/g);
  return found && found.length > 0 ? [...found] : undefined;
}

function texts(value: unknown): Record<string, string> | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, typeof one === 'string' ? one : JSON.stringify(one)]));
}

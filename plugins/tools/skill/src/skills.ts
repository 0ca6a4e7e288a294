import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, join, relative, sep } from 'node:path';
import {
  type FoundSkills,
  KernelError,
  type PluginContext,
  resolvePath,
  type Skill,
  type SkillProblem,
  type SkillsService,
  type SkillText,
  sanitizeLine,
  ToolError,
  workspaceOf,
} from '@ock/kernel';
import { splitHead } from './front-matter.ts';
import { beginning, MAX_BYTES, type ReadSkill, readSkill } from './read-skill.ts';
import { isFolder, skillFiles, skillFolders } from './skill-folders.ts';
import { skillLines } from './skill-lines.ts';

const MAX_FILES = 100;
const MAX_DEPTH = 4;

/** The skills of the project and of the user. */
export class Skills implements SkillsService {
  readonly #ctx: PluginContext;
  /** what was read of a file, by its path and version */
  readonly #read = new Map<string, { version: string; result: ReadSkill }>();
  readonly #told = new Set<string>();

  constructor(ctx: PluginContext) {
    this.#ctx = ctx;
  }

  async find(): Promise<FoundSkills> {
    const { kernel } = this.#ctx;
    const workspace = realpathSync(workspaceOf(kernel.cwd));
    const found = new Map<string, Skill>();
    const shadowed: Skill[] = [];
    const problems: SkillProblem[] = [];
    const untrusted = new Set<string>();
    for (const { path, project } of skillFolders(kernel)) {
      const files = skillFiles(path);
      if (project !== undefined && files.length > 0 && !kernel.config.trusts(project)) untrusted.add(path);
      else
        for (const file of files) {
          const { skill, problems: wrong } = await this.#one(file, project === undefined ? undefined : workspace);
          problems.push(...wrong);
          if (!skill) continue;
          if (found.has(skill.name)) shadowed.push(skill);
          else found.set(skill.name, skill);
        }
    }
    const skills = [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    return { skills, shadowed, problems, untrusted: [...untrusted] };
  }

  async lines(): Promise<string[]> {
    const { skills, problems, untrusted } = await this.find();
    for (const { file, level, message } of problems) if (level === 'error') this.#tell(`${file}: ${message}`);
    for (const folder of untrusted) this.#tell(this.#ctx.t('tool-skill.untrusted', { folder }));
    return skillLines(skills);
  }

  async read(name: string): Promise<SkillText> {
    const skill = await this.#named(name);
    const text = await beginning(realpathSync(skill.file), MAX_BYTES);
    return { skill, body: splitHead(text)?.body ?? text, files: filesBelow(skill.folder) };
  }

  async readFile(name: string, path: string): Promise<string> {
    const { folder } = await this.#named(name);
    const real = realpathSync(folder);
    const file = resolvePath(path, real);
    const facts = file.startsWith(real + sep) ? statSync(file, { throwIfNoEntry: false }) : undefined;
    if (!facts?.isFile()) {
      const files = filesBelow(folder);
      throw new ToolError(`The skill ${name} has no file ${path}.${files.length > 0 ? ` Files: ${files.join(', ')}` : ''}`);
    }
    if (facts.size > MAX_BYTES)
      throw new ToolError(`${file} is larger than ${MAX_BYTES / 1024} KiB: read the part you need by other tools.`);
    const text = await beginning(file, MAX_BYTES);
    if (text.includes('\0')) throw new ToolError(`${file} is no text.`);
    return text;
  }

  async check(path: string): Promise<{ files: string[]; problems: SkillProblem[] }> {
    const file = resolvePath(path, this.#ctx.kernel.cwd);
    const files = !isFolder(file)
      ? [file].filter((one) => existsSync(one) && basename(one) === 'SKILL.md')
      : existsSync(join(file, 'SKILL.md'))
        ? [join(file, 'SKILL.md')]
        : skillFiles(file);
    if (files.length === 0) throw new KernelError('OC_FILE', { file, because: 'tool-skill.none_at' });
    const problems: SkillProblem[] = [];
    for (const one of files) problems.push(...(await readSkill(one, 'user', this.#ctx.t)).problems);
    return { files, problems };
  }

  async #named(name: string): Promise<Skill> {
    const { skills } = await this.find();
    const skill = skills.find((one) => one.name === name);
    if (skill) return skill;
    throw new ToolError(`There is no skill ${name}. Skills: ${skills.map((one) => one.name).join(', ') || 'none'}.`);
  }

  async #one(file: string, within: string | undefined): Promise<ReadSkill> {
    const version = versionOf(file);
    const held = this.#read.get(file);
    if (held && version !== undefined && held.version === version) return held.result;
    const result = await readSkill(file, within === undefined ? 'user' : 'project', this.#ctx.t, within);
    if (version !== undefined) this.#read.set(file, { version, result });
    return result;
  }

  #tell(text: string): void {
    if (this.#told.has(text)) return;
    this.#told.add(text);
    const { kernel, log, plugin } = this.#ctx;
    log.warn(text);
    const notice = { type: 'notice', level: 'warning', code: 'skills', text: sanitizeLine(text), plugin: plugin.name } as const;
    kernel.emit({ ...notice, session_id: '', time: Date.now() });
  }
}

/** What changes when a file or the link to it does. */
function versionOf(file: string): string | undefined {
  try {
    const { mtimeMs, ctimeMs, size, ino } = statSync(file);
    return `${realpathSync(file)} ${ino} ${size} ${mtimeMs} ${ctimeMs}`;
  } catch {
    return undefined;
  }
}

/** Links are not followed: they may lead anywhere. */
function filesBelow(folder: string): string[] {
  const files: string[] = [];
  const walk = (dir: string, depth: number): void => {
    for (const entry of readdirSync(dir, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (files.length >= MAX_FILES) return;
      if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
      const path = join(dir, entry.name);
      if (entry.isDirectory() && depth < MAX_DEPTH) walk(path, depth + 1);
      else if (entry.isFile() && path !== join(folder, 'SKILL.md')) files.push(relative(folder, path));
    }
  };
  walk(folder, 1);
  return files;
}

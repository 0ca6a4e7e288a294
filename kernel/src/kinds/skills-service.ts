/** What the head of a SKILL.md says, and where it stands. */
export interface Skill {
  /** at most 64 characters: lower-case letters, digits, single hyphens */
  name: string;
  /** what it does and when to use it: at most 1024 characters, one line */
  description: string;
  license?: string;
  compatibility?: string;
  /** the tools its author had in mind; grants nothing */
  allowedTools?: string[];
  metadata?: Record<string, string>;
  /** absolute path of its SKILL.md */
  file: string;
  /** absolute; its further files stand below it */
  folder: string;
  scope: 'project' | 'user';
}

export interface SkillProblem {
  /** absolute */
  file: string;
  /** an error: it is left out; a warning: it is used all the same */
  level: 'error' | 'warning';
  /** for people, in one line */
  message: string;
}

export interface FoundSkills {
  /** in the order of names */
  skills: Skill[];
  /** those whose name another one took, which stands nearer */
  shadowed: Skill[];
  /** what is wrong with files */
  problems: SkillProblem[];
  /** folders of skills that are left out because nobody trusts the project folder they stand in */
  untrusted: string[];
}

export interface SkillText {
  skill: Skill;
  /** the instructions, without the head */
  body: string;
  /** its further files, relative to its folder, in order; at most 100 */
  files: string[];
}

/** Agent Skills: instructions that a model reads when it needs them. What they tell it to run, it runs by its tools and under their rules. */
export interface SkillsService {
  /** What there is now. Files that did not change are not read again. */
  find(): Promise<FoundSkills>;
  /** What models are told of them, a line each, bounded; tells people once of files that are wrong. */
  lines(): Promise<string[]>;
  /** @throws ToolError for a skill that is not there */
  read(name: string): Promise<SkillText>;
  /** One of its further files as text, at most 256 KiB. @param path relative to its folder. @throws ToolError */
  readFile(name: string, path: string): Promise<string>;
  /** Everything that is wrong with a SKILL.md, or with those below a folder. @throws OC_FILE when there is none */
  check(path: string): Promise<{ files: string[]; problems: SkillProblem[] }>;
}

import type { Translate } from '../runtime/translate.ts';

/** What is in a project, as its list of files and its manifests tell. Paths are relative to `root`, with `/`. */
export interface ProjectIndex {
  /** absolute, symlinks resolved */
  root: string;
  /** ISO 8601 */
  made_at: string;
  files: number;
  /** false: there are more files than were looked at */
  complete: boolean;
  /** most files first */
  languages: { name: string; files: number }[];
  /** top folders and those below them, each with all files in it */
  folders: { path: string; files: number; folders: { path: string; files: number }[] }[];
  manifests: ProjectManifest[];
  entry_points: { path: string; why: string }[];
  tests: { files: number; folders: { path: string; files: number }[]; commands: string[] };
  ci: string[];
  config: string[];
  docs: string[];
  git?: { branch?: string; commit: string; date: string; subject: string };
}

export interface ProjectManifest {
  path: string;
  /** `npm`, `python`, `cargo`, `go`, `make` … */
  kind: string;
  name?: string;
  version?: string;
  /** named commands: what runs them, by name */
  scripts?: Record<string, string>;
  /** globs or folders of further packages */
  workspaces?: string[];
}

export interface ProjectIndexService {
  /**
   * The index of a folder: the kept one while the folder is as it was, else made anew.
   * @param root absolute, symlinks resolved
   * @param options.refresh makes it anew in any case
   */
  read(root: string, options: { signal: AbortSignal; refresh?: boolean }): Promise<ProjectIndex>;
  /**
   * What the index says of some words, and files whose paths have them; of everything without words. Bounded.
   * @param options.t for people: in these words instead of those for models
   */
  describe(index: ProjectIndex, options: { signal: AbortSignal; query?: string; t?: Translate }): Promise<string>;
}

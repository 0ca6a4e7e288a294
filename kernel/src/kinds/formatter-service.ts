export interface FormatterStatus {
  name: string;
  /** program, absolute once found, and arguments */
  command: string[];
  extensions: string[];
  /**
   * `unused`: the project does not configure it; `off`: switched off by configuration or because it kept hanging; `missing`: no program;
   * `untrusted`: the folder is not trusted and it would run what stands in it
   */
  state: 'ready' | 'unused' | 'off' | 'missing' | 'untrusted';
  /** what asks for it: a file of the project, or `opencode.toml` */
  configuredBy?: string;
  origin?: 'config' | 'project' | 'path';
}

/** What a formatter did to one file. */
export interface Formatted {
  /** absolute, symlinks resolved */
  file: string;
  formatter: string;
  /** the text before; absent when it could not be read as text */
  before?: string;
  /** the text as it now stands; absent when it is as before */
  after?: string;
  /** version of the file after, when it changed */
  version?: string;
  /** why it was not formatted, in one line for the model; the file is then as before */
  failure?: string;
  /** files that it changed although nobody asked it to; absolute */
  others: string[];
}

/** Runs formatters: those a project configures, found where they may be run. */
export interface FormatterService {
  /** every formatter known, with its state at the root of the workspace */
  list(): FormatterStatus[];
  /** The one that would format this file; undefined: none is configured for it. Starts nothing. */
  formatterOf(file: string): FormatterStatus | undefined;
  /**
   * Formats a file of the workspace. Never rejects for what the formatter does.
   * @param file absolute, symlinks resolved
   * @param watched files whose change is to be told beside those next to it
   * @returns undefined when no formatter is for it, or none that may run
   */
  format(file: string, signal: AbortSignal, watched?: readonly string[]): Promise<Formatted | undefined>;
}

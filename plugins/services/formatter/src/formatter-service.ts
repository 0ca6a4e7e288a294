import { chmodSync, existsSync, readFileSync, statSync } from 'node:fs';
import {
  encodeText,
  type Formatted,
  type FormatterService,
  type FormatterStatus,
  fileVersion,
  readTextFile,
  saveFile,
  type TextFile,
  withFileLock,
} from '@ock/kernel';
import { type Chosen, chooseFormatter, findProgram, isInside, markerIn, type Places } from './find-formatter.ts';
import { type FormatterConfig, type FormatterSpec, knownFormatters } from './formatters.ts';
import { Neighbours } from './neighbours.ts';
import { type Ran, runFormatter } from './run-formatter.ts';
import { isSameContent } from './same-content.ts';

export interface FormattersOptions {
  places: Places;
  config: FormatterConfig;
  /** environment for the programs */
  env: Record<string, string>;
}

/** bytes of the largest file that is formatted */
const MAX_BYTES = 1_048_576;
/** times a formatter may hang until it is not run any more */
const MAX_HANGS = 2;

/** Finds and runs formatters. What one does to a file is checked before it counts, and undone where it is not that file formatted. */
export class Formatters implements FormatterService {
  readonly #options: FormattersOptions;
  readonly #specs: readonly FormatterSpec[];
  readonly #hangs = new Map<string, number>();

  constructor(options: FormattersOptions) {
    this.#options = options;
    this.#specs = knownFormatters(options.config);
  }

  list(): FormatterStatus[] {
    const { workspace } = this.#options.places;
    return this.#specs.map((spec) => this.#status(spec, workspace, spec.always ? 'opencode.toml' : markerIn(spec, workspace)));
  }

  formatterOf(file: string): FormatterStatus | undefined {
    const chosen = this.#chosen(file);
    return chosen && this.#status(chosen.spec, chosen.root, chosen.configuredBy);
  }

  async format(file: string, signal: AbortSignal, watched: readonly string[] = []): Promise<Formatted | undefined> {
    const chosen = this.#chosen(file);
    if (!chosen || this.#status(chosen.spec, chosen.root, chosen.configuredBy).state !== 'ready') return undefined;
    const found = findProgram(chosen.spec, chosen.root, this.#options.places);
    if (typeof found === 'string') return undefined;
    return withFileLock(file, () => this.#run(file, chosen, found.program, signal, watched));
  }

  #chosen(file: string): Chosen | undefined {
    const { workspace } = this.#options.places;
    if (this.#options.config.enabled === false || !isInside(file, workspace) || /[\\/](?:node_modules|\.git)[\\/]/.test(file))
      return undefined;
    return chooseFormatter(this.#specs, file, workspace);
  }

  #status(spec: FormatterSpec, root: string, configuredBy: string | undefined): FormatterStatus {
    const { name, command, extensions } = spec;
    const status = { name, command, extensions, ...(configuredBy !== undefined && { configuredBy }) };
    const hangs = this.#hangs.get(name) ?? 0;
    if (!spec.enabled || this.#options.config.enabled === false || hangs >= MAX_HANGS) return { ...status, state: 'off' };
    if (configuredBy === undefined) return { ...status, state: 'unused' };
    const found = findProgram(spec, root, this.#options.places);
    if (typeof found === 'string') return { ...status, state: found };
    return { ...status, state: 'ready', origin: found.origin, command: [found.program, ...command.slice(1)] };
  }

  async #run(file: string, { spec, root }: Chosen, program: string, signal: AbortSignal, watched: readonly string[]): Promise<Formatted> {
    const result: Formatted = { file, formatter: spec.name, others: [] };
    try {
      const facts = statSync(file);
      if (facts.size > MAX_BYTES) return { ...result, failure: 'the file is too large' };
      const old = await readTextFile(file, file);
      if (!old) return { ...result, failure: 'the file is gone' };
      const bytes = readFileSync(file);
      const neighbours = new Neighbours(file, watched);
      const ran = await runFormatter({
        command: [program, ...spec.command.slice(1).map((part) => part.replaceAll('$FILE', file))],
        cwd: root,
        env: { ...this.#options.env, ...spec.env },
        signal,
        ...(spec.stdin && { text: old.text }),
      });
      if (ran.timedOut) this.#hangs.set(spec.name, (this.#hangs.get(spec.name) ?? 0) + 1);
      const outcome = spec.stdin ? await taken(file, old, ran, signal) : await checked(file, old, ran, { bytes, mode: facts.mode });
      return { ...result, before: old.text, ...outcome, others: neighbours.changed() };
    } catch (error) {
      return { ...result, failure: (error as Error).message };
    }
  }
}

type Outcome = Pick<Formatted, 'after' | 'version' | 'failure'>;
const NOT_THIS_FILE = 'what it wrote is not this file formatted';

/** Of a formatter that wrote to stdout: the text takes the file's place. */
async function taken(file: string, old: TextFile, { text, failure }: Ran, signal: AbortSignal): Promise<Outcome> {
  if (text === undefined) return { failure: failure ?? 'it failed' };
  const after = text.startsWith('\ufeff') ? text.slice(1) : text;
  if (after === old.text) return {};
  if (!isSameContent(old.text, after)) return { failure: NOT_THIS_FILE };
  return { after, version: await saveFile(file, file, encodeText(after, old.form), old.version, signal) };
}

/** Of a formatter that worked on the file: what it must not have done to it is undone. */
async function checked(file: string, old: TextFile, { failure }: Ran, was: { bytes: Buffer; mode: number }): Promise<Outcome> {
  const version = await fileVersion(file);
  if (version === old.version) return failure === undefined ? {} : { failure };
  const now = failure === undefined && existsSync(file) ? await readTextFile(file, file).catch(() => undefined) : undefined;
  if (now && version !== undefined && isSameContent(old.text, now.text)) return now.text === old.text ? {} : { after: now.text, version };
  // not to be cut short: the file as the edit left it comes back
  await saveFile(file, file, was.bytes, version, new AbortController().signal);
  chmodSync(file, was.mode & 0o7777);
  return { failure: failure ?? (version === undefined ? 'it deleted the file, which was put back' : NOT_THIS_FILE) };
}

import { existsSync, statSync } from 'node:fs';
import { isSecretPath } from '@ock/kernel';
import { allowTexts } from './command-texts.ts';
import { type Emitted, emittedBy, foundBelow, isFilter } from './emitted.ts';
import { expandGlobs } from './expand-globs.ts';
import { gitFolder } from './foreign-programs.ts';
import type { Handed, Split } from './handed.ts';
import { isInside } from './paths.ts';
import { literalText } from './pattern.ts';
import { readPaths } from './read-only.ts';
import { globsOf, includesOf } from './search-patterns.ts';
import { type Searched, searchedFiles, trackedFiles } from './search-trees.ts';
import type { ShellCommand } from './shell.ts';
import { type Told, told } from './told.ts';
import type { Case, Verdict } from './verdict.ts';
import { takenIn } from './whole-folders.ts';

/** Who judges single files, and notes what no rule settles. */
export interface FileJudge {
  path(action: 'read' | 'write', target: string | undefined): Verdict;
  ask(why: Told): Verdict;
  /** why its program may be another than the well-known one */
  foreign(command: ShellCommand): Told | undefined;
}

/** files of a search that are judged one by one */
const MAX_JUDGED = 4_000;
/** Programs that go through links in folders that they read whole: always, or with such an option. */
const FOLLOWS: Readonly<Record<string, true | RegExp>> = {
  __proto__: null as never,
  diff: true,
  zip: true,
  scp: true,
  '7z': true,
  '7za': true,
  ...Object.fromEntries(['grep', 'egrep', 'fgrep', 'zgrep'].map((name) => [name, /^-[a-zA-Z]*R|^--deref/])),
  ...Object.fromEntries(
    ['rg', 'cp', 'rsync', 'ack', 'ag'].map((name) => [name, /^-[a-zA-Z]*[Lfk]|^--(follow|deref|copy-(links|dirlinks|unsafe))/]),
  ),
  ...Object.fromEntries(['tar', 'gtar', 'bsdtar'].map((name) => [name, /^-?[a-zA-Z]*[hL]|^--deref/])),
};
const UNKNOWN = told('reads_unknown', 'it reads a file that is not known');

/** Judges what commands read that their words do not name: folders taken whole, files that git knows, and files that other programs hand in. */
export class WholeReads {
  readonly #case: Case;
  readonly #folders: readonly string[];
  readonly #judge: FileJudge;
  /** rules that deny or ask about files, so that each of them must be looked at */
  readonly #ruled: boolean;
  /** some of them deny, so that a file that is not known may be one of theirs */
  readonly #guarded: boolean;
  /** the same, where they deny reading */
  readonly #secretive: boolean;

  constructor(kase: Case, folders: readonly string[] | undefined, judge: FileJudge) {
    this.#case = kase;
    this.#folders = folders ?? [];
    this.#judge = judge;
    this.#ruled = kase.rules.some(({ effect, text }) => effect !== 'allow' && /^(read|edit|write|\*)/.test(text));
    this.#guarded = kase.rules.some(({ effect, text }) => effect === 'deny' && /^(read|edit|write|\*)/.test(text));
    this.#secretive = kase.rules.some(({ effect, text }) => effect === 'deny' && /^(read|\*)/.test(text));
  }

  /** What it takes in that its words do not name: folders that programs read whole, and what git shows of the files that it knows. */
  taken(command: ShellCommand, unknown: boolean): Verdict[] {
    const { trees, shows } = takenIn(command.words, this.#folders);
    const read = unknown ? trees.flatMap((tree) => this.tree(tree, command)) : [];
    return [...read, ...(shows && this.#secretive ? this.#shown(shows, command) : [])];
  }

  /** All that a recursive search would read: files that look like secrets, or that a rule denies, make it ask. */
  tree(tree: string, command: ShellCommand): Verdict[] {
    const name = command.words[0]?.value?.replace(/^.*\//, '') ?? '';
    const given = { words: expandGlobs(command.words, this.#folders) ?? command.words };
    const shown = name === 'rg' && readPaths(command, this.#folders) ? globsOf(given) : undefined;
    return this.#folders.flatMap((folder) => {
      const path = this.#case.places.resolve(tree, folder);
      if (command.words[0]?.value === 'diff' && !existsSync(path)) return [];
      return this.#searched(searchedFiles(path, shown, /grep$/.test(name) ? includesOf(given) : []), tree, command);
    });
  }

  /** All that git knows, searched. */
  tracked(tree: string, command: ShellCommand): Verdict[] {
    return this.#folders.flatMap((folder) => {
      const found = gitFolder(this.#case.places.resolve(tree, folder));
      return found ? this.#searched(trackedFiles(found.dir, found.top), tree, command) : [];
    });
  }

  /** The files that find or xargs hands to a reader. @param whole it reads folders with all that is in them */
  handed({ walk, feed }: Handed, whole: boolean, command: ShellCommand): Verdict[] {
    return this.#folders.flatMap((folder) => {
      if (walk) return this.#each(walk.follows ? undefined : foundBelow(walk, folder), 'nul', whole, command);
      const [source, ...filters] = feed?.commands ?? [];
      const known = filters.every(isFilter) && !feed?.commands.some((one) => this.#judge.foreign(one));
      const emission = source && known ? emittedBy(source, folder) : undefined;
      if (!feed || !emission || emission.nul !== (feed.split === 'nul')) return [this.#judge.ask(UNKNOWN)];
      // what is no text is told in other words
      if (filters.length > 0 && (emission.nul || emission.names.some(({ name }) => /[^ -~]/.test(name)))) return [this.#judge.ask(UNKNOWN)];
      return this.#each(emission.names, feed.split, whole, command);
    });
  }

  #each(names: readonly Emitted[] | undefined, split: Split, whole: boolean, command: ShellCommand): Verdict[] {
    if (!names) return [this.#secrets('.', command, true)];
    const read: string[] = [];
    for (const { name, path, kind } of names) {
      const words = wordsOf(name, split);
      const exact = words?.length === 1 && words[0] === name;
      if (!words || words.some((word) => word.startsWith('-'))) return [this.#judge.ask(UNKNOWN)];
      if (whole && (!exact || kind === 'folder' || isFolder(path))) return [this.#judge.ask(UNKNOWN)];
      if (!exact) read.push(...words);
      // a link is more than its name; of very many files only the names are looked at
      else if (kind === 'other' || (kind === 'file' && (names.length <= MAX_JUDGED || isSecretPath(path)))) read.push(path);
    }
    if (read.length > MAX_JUDGED || (this.#ruled && names.length > MAX_JUDGED)) return [this.#secrets('.', command, true)];
    const verdicts = read.map((path) => this.#judge.path('read', path));
    if (verdicts.every(({ effect }) => effect === 'deny')) return verdicts.slice(0, 1);
    return verdicts.map((one) => (one.effect === 'deny' && one.by !== 'rule' ? this.#secrets('.', command, true) : one));
  }

  /** Contents of files that git knows, now or as they were: what a rule denies makes it ask, since nobody knows which of them it shows. */
  #shown({ from, below }: { from: string; below: readonly string[] }, command: ShellCommand): Verdict[] {
    return this.#folders.flatMap((folder): Verdict[] => {
      const found = gitFolder(this.#case.places.resolve(from, folder));
      if (!found) return [];
      const places = below.map((path) => this.#case.places.resolve(path, folder));
      const files = trackedFiles(found.dir, found.top)?.files.filter(
        (file) => places.length === 0 || places.some((place) => isInside(file, place)),
      );
      const many = told('shows_many', 'it shows files of a repository that is too large to be looked into');
      if (!files) return [this.#judge.ask(many)];
      if (files.length > MAX_JUDGED) return [{ effect: 'ask', ...many, rule: this.#own(command) }];
      const denied = files.find((file) => this.#judge.path('read', file).by === 'rule');
      return denied ? [this.#judge.ask(told('shows_denied', 'it may show {path}, which a rule denies to read', { path: denied }))] : [];
    });
  }

  #searched(found: Searched | undefined, tree: string, command: ShellCommand): Verdict[] {
    const links = follows(command) ? (found?.links ?? []) : [];
    // what lies below a folder that is linked is not looked into
    if (links.some(isFolder)) return [this.#secrets(tree, command, true)];
    const files = [...links, ...(this.#ruled ? (found?.files ?? []) : [])];
    if (files.length > MAX_JUDGED) return [this.#secrets(tree, command, true)];
    const judged = files
      .map((file) => this.#judge.path('read', file))
      .filter(({ effect, by }) => effect === 'ask' || (effect === 'deny' && by === 'rule'));
    const [secret] = found?.secrets ?? [];
    if (secret !== undefined && found?.files.every((file) => found.secrets.includes(file))) {
      // nothing else is looked for
      const verdict = this.#judge.path('read', secret);
      if (verdict.effect === 'deny') return [verdict];
    }
    if (found?.secrets.every((file) => this.#judge.path('read', file).effect === 'allow')) return judged;
    return [...judged, this.#secrets(tree, command, !found)];
  }

  /** @param unseen there are too many files to look at each of them */
  #secrets(tree: string, command: ShellCommand, unseen = false): Verdict {
    const why = told('searches_secrets', 'it searches {path}, where files may be that look like secrets', { path: tree });
    return { effect: 'ask', whole: true, ...(unseen && this.#guarded ? { held: true } : {}), ...why, rule: this.#own(command) };
  }

  /** The rule that allows this very command. */
  #own(command: ShellCommand): string {
    return `${this.#case.request.tool.id}(${literalText(allowTexts(command)[0] ?? '')})`;
  }
}

/** As xargs takes words from what it reads; undefined: with quotes, which it takes away. */
function wordsOf(name: string, split: Split): string[] | undefined {
  if (split === 'nul') return [name];
  if (split === 'lines') return name.split('\n').filter((word) => word !== '');
  if (/["'\\]|[^\S \t\n]/.test(name) || (split === 'marked' && /\s$|\n/.test(name))) return undefined;
  if (split === 'marked') return [name.trimStart()];
  return name.split(/\s+/).filter((word) => word !== '');
}

/** Whether it reads what links lead to that it comes upon. */
function follows({ words }: ShellCommand): boolean {
  const name = (words[0]?.value ?? '').replace(/^.*\//, '');
  const option = FOLLOWS[name];
  return option === true || words.slice(1).some(({ value = '' }) => option?.test(value));
}

function isFolder(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  } catch {
    return true;
  }
}

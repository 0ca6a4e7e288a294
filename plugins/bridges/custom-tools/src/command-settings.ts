import { homedir } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { parseDuration, type ToolContribution, toolParameters } from '@ock/kernel';
import { splitWords } from './split-words.ts';

type Table = Readonly<Record<string, unknown>>;

/** One `[tool.NAME]` that describes a program, checked. */
export interface CommandSettings {
  contribution: ToolContribution & { parameters: Record<string, unknown> };
  /** program and arguments with their placeholders; with `shell` one line */
  command: string[];
  shell: boolean;
  /** all arguments of a call are given on stdin, as JSON */
  stdin: boolean;
  /** absolute, or relative to the folder of the session */
  cwd: string;
  env: Record<string, string>;
  timeoutMs: number;
}

const ID = /^[A-Za-z0-9_-]{1,64}$/;
const PERMISSIONS = ['fs.read', 'fs.write', 'exec', 'net'] as const;
const TIMEOUT_MS = 120_000;
const LONGEST_MS = 3_600_000;
const MAX_DESCRIPTION = 4_000;
const DURATION = /^(\d+(\.\d+)?(ms|s|m|h))+$/;
const PLACEHOLDER = /\{([A-Za-z_]\w*)\}/g;

/** A key that does not say what it should; `expected` is told in words of the catalogue. */
export class SettingError extends Error {
  readonly key: string;
  readonly expected: string;
  readonly args: Record<string, string>;

  constructor(key: string, expected: string, args: Record<string, string> = {}) {
    super(`${key}: ${expected}`);
    this.key = key;
    this.expected = expected;
    this.args = args;
  }
}

/**
 * @param file the opencode.toml that it stands in: `./x` is looked for from the folder that this file is for
 * @throws SettingError
 */
export function commandSettings(name: string, table: Table, file: string | undefined): CommandSettings {
  if (!ID.test(name)) throw new SettingError('name', 'name');
  const shell = flag(table, 'shell', false);
  const parameters = schemaOf(table);
  const names = Object.keys(parameters.properties as object);
  const command = shell ? [lineOf(table.command)] : wordsOf(table.command, names, baseOf(file));
  const filled = !shell && command.some((word) => placeholders(word, names).length > 0);
  const description = typeof table.description === 'string' ? table.description.trim() : '';
  if (description === '') throw new SettingError('description', 'description');
  const permission = PERMISSIONS.find((one) => one === (table.permission ?? 'exec'));
  if (!permission) throw new SettingError('permission', 'permission', { known: PERMISSIONS.join(', ') });
  const { cwd = '.', env = {} } = table;
  if (typeof cwd !== 'string') throw new SettingError('cwd', 'text');
  if (!isTexts(env)) throw new SettingError('env', 'texts');
  const readOnly = flag(table, 'read_only', flag(table, 'readOnly', false));
  return {
    contribution: { id: name, permission, readOnly, description: description.slice(0, MAX_DESCRIPTION), parameters },
    command,
    shell,
    stdin: flag(table, 'stdin', !shell && !filled && names.length > 0),
    cwd,
    env,
    timeoutMs: timeoutOf(table.timeout),
  };
}

/** The parameters that a word names: only those of the schema, other brackets are text. */
export function placeholders(word: string, names: readonly string[]): string[] {
  return [...word.matchAll(PLACEHOLDER)].map(([, name]) => name as string).filter((name) => names.includes(name));
}

/** @param value of a parameter; undefined leaves the placeholder as it is */
export function replacePlaceholders(word: string, value: (name: string) => string | undefined): string {
  return word.replace(PLACEHOLDER, (whole, name: string) => value(name) ?? whole);
}

function lineOf(given: unknown): string {
  if (typeof given !== 'string' || given.trim() === '') throw new SettingError('command', 'line');
  return given;
}

function wordsOf(given: unknown, names: readonly string[], base: string | undefined): string[] {
  const words = typeof given === 'string' ? splitWords(given) : given;
  if (words === undefined) throw new SettingError('command', 'quote');
  if (!Array.isArray(words) || !words.every((word) => typeof word === 'string') || !words[0]) throw new SettingError('command', 'command');
  const [program, ...args] = words as [string, ...string[]];
  if (placeholders(program, names).length > 0) throw new SettingError('command', 'program');
  return [placed(program, base), ...args];
}

function placed(program: string, base: string | undefined): string {
  if (program.startsWith('~/')) return join(homedir(), program.slice(2));
  if (!/^\.\.?\//.test(program) || base === undefined) return program;
  return resolve(base, program);
}

function baseOf(file: string | undefined): string | undefined {
  if (file === undefined || !isAbsolute(file)) return undefined;
  const folder = dirname(file);
  return /[\\/]\.opencode$/.test(folder) ? dirname(folder) : folder;
}

function schemaOf(table: Table): Record<string, unknown> {
  try {
    return toolParameters(table.schema ?? table.parameters);
  } catch (error) {
    throw new SettingError('schema', 'schema', { message: (error as Error).message });
  }
}

function flag(table: Table, key: string, fallback: boolean): boolean {
  const value = table[key] ?? fallback;
  if (typeof value !== 'boolean') throw new SettingError(key, 'flag');
  return value;
}

function timeoutOf(given: unknown): number {
  const ms = given === undefined ? TIMEOUT_MS : typeof given === 'string' && DURATION.test(given) ? parseDuration(given) : given;
  if (typeof ms !== 'number' || !(ms > 0)) throw new SettingError('timeout', 'timeout');
  return Math.min(ms, LONGEST_MS);
}

function isTexts(value: unknown): value is Record<string, string> {
  return typeof value === 'object' && value !== null && Object.values(value).every((text) => typeof text === 'string');
}

import { extname } from 'node:path';
import table from './formatters.json' with { type: 'json' };

/** A file that says that a project uses a formatter. */
export interface Marker {
  file: string;
  /** only when this stands in it; a regular expression, `^` at every line */
  pattern?: string;
  /** not when this stands in it */
  unless?: string;
}

/** One program that formats: a row of `formatters.json`, or `[formatter.NAME]`. */
export interface FormatterSpec {
  name: string;
  /** `$FILE` is the file, absolute */
  command: string[];
  /** true: reads the text and writes it formatted; else it changes the file in place */
  stdin: boolean;
  extensions: string[];
  markers: Marker[];
  env: Record<string, string>;
  /** it runs code that stands in the project: configuration that is a program, plugins */
  runsProjectCode: boolean;
  /** its command stands in the configuration */
  own: boolean;
  /** the configuration asks for it: no marker is needed */
  always: boolean;
  enabled: boolean;
}

interface FormatterSettings {
  command?: string[];
  stdin?: boolean;
  extensions?: string[];
  env?: Record<string, string>;
  enabled?: boolean;
}
/** `[formatter]`; the other keys are names */
export interface FormatterConfig {
  enabled?: boolean;
  [name: string]: unknown;
}

/** The table with what `[formatter.NAME]` changes and adds; those that the configuration asks for come first. */
export function knownFormatters(config: FormatterConfig): FormatterSpec[] {
  const specs = new Map<string, FormatterSpec>();
  for (const [name, row] of Object.entries(table as Record<string, Partial<FormatterSpec> & { command: string[] }>)) {
    const defaults = { name, stdin: false, extensions: [], markers: [], env: {}, runsProjectCode: false };
    specs.set(name, { ...defaults, own: false, always: false, enabled: true, ...row });
  }
  for (const [name, value] of Object.entries(config)) {
    if (typeof value !== 'object' || value === null) continue;
    const spec = withSettings(name, specs.get(name), value as FormatterSettings);
    if (spec) specs.set(name, spec);
  }
  return [...specs.values()].sort((a, b) => Number(b.always) - Number(a.always));
}

export function formats({ extensions }: FormatterSpec, file: string): boolean {
  return extensions.includes(extname(file).toLowerCase());
}

function withSettings(name: string, base: FormatterSpec | undefined, settings: FormatterSettings): FormatterSpec | undefined {
  const command = settings.command ?? base?.command;
  if (!command || command.length === 0) return undefined;
  const own = settings.command !== undefined;
  return {
    name,
    command,
    stdin: settings.stdin ?? (own ? !command.some((part) => part.includes('$FILE')) : (base?.stdin ?? false)),
    extensions: settings.extensions?.map((ending) => ending.toLowerCase()) ?? base?.extensions ?? [],
    markers: base?.markers ?? [],
    env: { ...base?.env, ...settings.env },
    runsProjectCode: base?.runsProjectCode ?? false,
    own,
    always: settings.enabled === true || own,
    enabled: settings.enabled ?? true,
  };
}

import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { resolvePath } from '@ock/kernel';
import { readShell, type ShellCommand } from './shell.ts';
import { programName } from './unwrap.ts';

const MAX_TEXTS = 24;
const MAX_DEPTH = 4;
const MAX_BYTES = 65_536;
const MANAGERS = /^(npm|pnpm|yarn|bun|cnpm)$/;
/** subcommands of package managers that are no names of scripts */
const OWN =
  /^(add|audit|bin|cache|config|create|dedupe|deprecate|dist-tag|dlx|docs|doctor|exec|explain|explore|fetch|fund|get|help|import|info|init|licenses|link|list|ll|login|logout|ls|outdated|owner|patch|ping|prefix|prune|query|rebuild|remove|rm|root|sbom|search|set|store|team|token|un|uninstall|unlink|unpublish|update|up|upgrade|version|view|whoami|why|workspace|workspaces|x)$/;
const INSTALLS = /^(i|in|install|ci|clean-install|install-test|it)$/;
const SHELL_FILE = /^#!\s*\/\S*?(env\s+(-S\s+)?)?(ba|da|z|k|mk)?sh\b/;

/**
 * The commands in the files that commands run: scripts of `package.json`, with those before and after them, and files for a shell. They are the
 * other half of `npm test`: what a rule denies stays denied when a script says it.
 * @param folders where a command may run
 */
export async function scriptCommands(
  commands: readonly ShellCommand[],
  folders: readonly string[],
): Promise<Map<ShellCommand, ShellCommand[]>> {
  const found = new Map<ShellCommand, ShellCommand[]>();
  const seen = new Set<string>();
  const visit = async (command: ShellCommand, depth: number): Promise<ShellCommand[]> => {
    const all: ShellCommand[] = [];
    for (const text of folders.flatMap((folder) => texts(command, folder))) {
      if (seen.has(text) || seen.size >= MAX_TEXTS || depth > MAX_DEPTH) continue;
      seen.add(text);
      const facts = await readShell(text);
      all.push(...facts.commands);
    }
    for (const one of [...command.inner, ...all]) {
      const more = await visit(one, depth + 1);
      if (!command.inner.includes(one)) all.push(...more);
      else if (more.length > 0) found.set(one, more);
    }
    return all;
  };
  for (const command of commands) {
    const inside = await visit(command, 0);
    if (inside.length > 0) found.set(command, inside);
  }
  return found;
}

function texts(command: ShellCommand, folder: string): string[] {
  const name = programName(command.words[0]?.value ?? '');
  const words = command.words.slice(1).map(({ value }) => value);
  if (command.file !== undefined) return shellFile(resolvePath(command.file, folder), false);
  const typed = command.words[0]?.value ?? '';
  if (typed.includes('/') && !/^\/(usr\/)?s?bin\//.test(typed)) return shellFile(resolvePath(typed, folder), true);
  if (name === 'node') return words[0]?.startsWith('--run') ? scripts(folder, words[0].split('=')[1] ?? words[1], false) : [];
  if (!MANAGERS.test(name)) return [];
  const at = words.findIndex((word) => /^(--prefix|-C|--cwd|--dir)$/.test(word?.split('=')[0] ?? ''));
  const place = at === -1 ? undefined : words[at]?.includes('=') ? words[at]?.split('=')[1] : words[at + 1];
  const base = place === undefined ? folder : resolvePath(place, folder);
  const free = words.filter((word, index) => word !== undefined && !word.startsWith('-') && (at === -1 || index !== at + 1));
  const [sub = name === 'yarn' ? 'install' : '', script] = free;
  if (/^(run|run-script|rum|urn)$/.test(sub)) return scripts(base, script, true);
  if (/^(test|tst|t)$/.test(sub)) return scripts(base, 'test', true);
  if (/^(start|stop|restart|publish|pack)$/.test(sub))
    return [...scripts(base, sub, true), ...lifecycle(base, ['prepublishOnly', 'prepare', 'prepack', 'postpack'], sub)];
  if (INSTALLS.test(sub))
    return ['preinstall', 'install', 'postinstall', 'prepare', 'test'].flatMap((one) =>
      one === 'test' && !/t$/.test(sub) ? [] : scripts(base, one, true),
    );
  return name !== 'npm' && !OWN.test(sub) ? scripts(base, sub, true) : [];
}

function lifecycle(folder: string, names: readonly string[], sub: string): string[] {
  return /^(publish|pack)$/.test(sub) ? names.flatMap((name) => scripts(folder, name, false)) : [];
}

function scripts(folder: string, name: string | undefined, around: boolean): string[] {
  if (name === undefined) return [];
  for (let at = folder, depth = 0; depth < 32; at = dirname(at), depth++) {
    const text = textOf(join(at, 'package.json'));
    if (text !== undefined) {
      const all = scriptsIn(text);
      const names = around ? [`pre${name}`, name, `post${name}`] : [name];
      return names.flatMap((one) => (Object.hasOwn(all, one) && typeof all[one] === 'string' ? [all[one]] : []));
    }
    if (dirname(at) === at) break;
  }
  return [];
}

function scriptsIn(text: string): Record<string, unknown> {
  try {
    const parsed = JSON.parse(text) as { scripts?: Record<string, unknown> } | null;
    return parsed?.scripts && typeof parsed.scripts === 'object' ? parsed.scripts : {};
  } catch {
    return {};
  }
}

function shellFile(path: string, only: boolean): string[] {
  const text = textOf(path);
  return text !== undefined && (!only || SHELL_FILE.test(text)) ? [text] : [];
}

function textOf(path: string): string | undefined {
  try {
    const facts = statSync(path, { throwIfNoEntry: false });
    return facts?.isFile() && facts.size <= MAX_BYTES ? readFileSync(path, 'utf8') : undefined;
  } catch {
    return undefined;
  }
}

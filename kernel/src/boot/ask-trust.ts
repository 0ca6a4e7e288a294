import { projectFolders } from '../config/find-files.ts';
import type { LoadedConfig } from '../config/load-config.ts';
import type { Paths } from '../config/paths.ts';
import { listTrusted, trust } from '../config/trust.ts';
import { standsForTrust } from '../config/trust-files.ts';
import { scanTrusted } from '../config/trust-scan.ts';
import { type TrustThing, trustThings } from '../config/trust-things.ts';
import { sanitizeLine } from '../host/sanitize.ts';
import { confirmTrust, trustLines } from '../oclif/trust-dialog.ts';
import type { Translate } from '../runtime/translate.ts';
import { firstWord } from './dispatch.ts';

interface Place {
  cwd: string;
  /** the first word names that folder */
  named: boolean;
  paths: Paths;
  config: LoadedConfig;
  t: Translate;
}

/**
 * Where a session is about to begin in a folder that is not trusted (or not as it is now) and brings something along: shows what, and asks, on a
 * terminal. What `--trust` counts for this run is told in a run that writes text.
 * @returns true when the folder was trusted: the configuration is to be read again
 */
export async function askTrust(argv: readonly string[], { cwd, named, paths, config, t }: Place): Promise<boolean> {
  const word = argv[firstWord(argv)];
  const begins = word === undefined || word === 'run' || word === 'repl' || named || /\s/.test(word.trim());
  if (!begins || isForMachines(argv)) return false;
  const folders = projectFolders(cwd);
  if (!folders.some(standsForTrust)) return false;
  const root = folders[0] as string;
  const states = folders.filter(standsForTrust).map((folder) => config.trustOf(folder));
  const byRun = states.some(({ by }) => by === 'run');
  if (!byRun && (states.every(({ trusted }) => trusted) || !process.stdin.isTTY || !process.stderr.isTTY)) return false;
  const scan = scanTrusted(root);
  const entry = listTrusted(paths).find(({ path }) => path === root);
  const things = trustThings(root, scan, entry).filter(({ state }) => state !== 'trusted');
  if (things.length === 0) return false;
  tell(byRun ? 'trust.for_run' : entry ? 'trust.again' : 'trust.first', root, things, t);
  if (byRun) return false;
  if (!(await confirmTrust(t('trust.question'), t))) {
    process.stderr.write(`${t('trust.declined')}\n`);
    return false;
  }
  await trust(paths, root, scan.files);
  return true;
}

function tell(key: string, folder: string, things: readonly TrustThing[], t: Translate): void {
  process.stderr.write(`${[t(key, { folder: sanitizeLine(folder) }), ...trustLines(things, folder, t)].join('\n')}\n`);
}

/** Help, versions, and formats that a program reads: nothing is asked there, and nothing said. */
function isForMachines(argv: readonly string[]): boolean {
  const own = argv.includes('--') ? argv.slice(0, argv.indexOf('--')) : argv;
  return own.some(
    (arg, at) => /^(--help|-h|--version|-v|--json|--format=.*json.*)$/.test(arg) || (arg === '--format' && /json/.test(own[at + 1] ?? '')),
  );
}

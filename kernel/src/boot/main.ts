import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { Config } from '@oclif/core/config';
import { loadConfig } from '../config/load-config.ts';
import { expandHome, resolvePaths } from '../config/paths.ts';
import { loadExternal, loadExternalCommands } from '../host/load-external.ts';
import { sanitize } from '../host/sanitize.ts';
import { createHttpClient } from '../http/http-client.ts';
import { buildUserIndex } from '../index/build-user-index.ts';
import { ownParts } from '../index/own/own-parts.ts';
import type { IndexedPlugin } from '../index/plugin-index.ts';
import { readShippedIndex, readUserIndex } from '../index/read-index.ts';
import { attachBoot, oclifPlugins } from '../oclif/bridge.ts';
import { showHelp } from '../oclif/help.ts';
import { unknownCommand } from '../oclif/not-found.ts';
import { KernelError } from '../runtime/errors.ts';
import { Kernel } from '../runtime/kernel.ts';
import { Language, type OfferedLocale } from '../runtime/language.ts';
import { Log } from '../runtime/log.ts';
import { redact } from '../runtime/redact.ts';
import { reasoned, type Translate } from '../runtime/translate.ts';
import { failedResult, resultRecord } from '../turn/result-record.ts';
import { askTrust } from './ask-trust.ts';
import { BUILTIN_CONFIG } from './builtin-config.ts';
import { chooseLanguage } from './choose-language.ts';
import { dispatch, firstWord, namedDirectory } from './dispatch.ts';
import { type ErrorRecord, errorText, explain, plainRecord } from './explain.ts';
import { lastResort, outcomeStands } from './last-resort.ts';
import { preflags } from './preflags.ts';
import type { CommandClasses, Runtime } from './runtime.ts';
import { mark, timingReport, timingWanted } from './timing.ts';

/** Commands that must work when the configuration does not. */
const REPAIR = /^(config|doctor|help|version|uninstall|upgrade)$/;

/**
 * From argv to an exit code: index, config, kernel, command.
 * @param argv without node and script
 */
export async function main(argv: readonly string[], runtime: Runtime): Promise<number> {
  mark('kernel loaded');
  const language = new Language(() => runtime.messages());
  const { t } = language;
  let kernel: Kernel | undefined;
  let code: number;
  const calm = lastResort((error) => explain(error, t, recordFor(argv, t)));
  try {
    const flags = preflags(argv);
    const made = await createKernel(runtime, flags, argv, language);
    kernel = made.kernel;
    await kernel.start();
    mark('config read');
    code = await runCommand(kernel, { argv, folder: made.folder }, runtime);
  } catch (error) {
    code = explain(error, t, recordFor(argv, t));
  }
  mark('command done');
  const settled = outcomeStands(code);
  await kernel?.close('exit');
  calm();
  settled();
  if (timingWanted) process.stderr.write(`${timingReport()}\n`);
  return code;
}

/** A run in a machine-readable format ends with a result record, whatever went wrong before it began. */
function recordFor(argv: readonly string[], t: Translate): ErrorRecord | undefined {
  const at = argv.findIndex((arg) => arg === '--format' || arg.startsWith('--format='));
  const format = at < 0 ? undefined : (argv[at]?.split('=')[1] ?? argv[at + 1]);
  if (format === 'json' || format === 'stream-json') return (error, _text, exitCode) => resultRecord(failedResult(error, exitCode), '', t);
  return argv.includes('--json') ? plainRecord : undefined;
}

async function createKernel(
  runtime: Runtime,
  flags: ReturnType<typeof preflags>,
  argv: readonly string[],
  language: Language,
): Promise<{ kernel: Kernel; folder: string | undefined }> {
  const env = process.env;
  const { t } = language;
  const standard = resolvePaths(env);
  const shipped = readShippedIndex(runtime.installRoot);
  mark('index read');
  const installed = [...(readUserIndex(standard.data)?.plugins ?? []), ...shipped.plugins];
  language.offer(localesOf(installed, runtime.installRoot));
  chooseLanguage(language, env);
  const words = installed.flatMap(({ manifest }) => (manifest.contributes.command ?? []).map(({ id }) => id.split(':')[0] as string));
  const folder = flags.dir === undefined ? namedDirectory(argv, process.cwd(), new Set(['help', ...words])) : undefined;
  const cwd = workingDirectory(flags.dir ?? folder);
  const options = {
    cwd,
    env,
    paths: standard,
    builtin: BUILTIN_CONFIG,
    schema: () => runtime.configSchema(),
    flags: {
      ...(flags.model && { model: flags.model }),
      ...(flags.provider && { provider: { default: flags.provider } }),
      ...(flags.agent && { agent: flags.agent }),
      ...(flags.sandbox && { sandbox: { mode: flags.sandbox } }),
    },
    ...(flags.profile && { profile: flags.profile }),
    trust: flags.trust,
  };
  const repair = REPAIR.test(argv[firstWord(argv)] ?? '') || argv.includes('--help') || argv.includes('-h');
  const load = () => loadConfig(repair ? { ...options, keepGoing: true } : options);
  let config = load();
  if (await askTrust(argv, { cwd, named: folder !== undefined, paths: standard, config, t })) config = load();
  for (const wanted of chooseLanguage(language, env, config)) {
    const known = language.locales.map(({ id }) => id).join(', ');
    tellNotice(t, t('notice.language_unknown', { wanted, known, used: language.id }));
  }
  for (const notice of config.notices) {
    tellNotice(t, t(`notice.${notice.code}`, reasoned(notice.args, t)));
  }
  const { data_dir } = config.config;
  const paths = data_dir === undefined || env.OPENCODE_DATA_DIR ? standard : { ...standard, data: resolve(expandHome(data_dir)) };
  const user = readUserIndex(paths.data) ?? buildUserIndex(paths.data);
  const own = ownParts({ config, paths, cwd, env });
  const kernel: Kernel = new Kernel({
    version: shipped.version,
    installRoot: runtime.installRoot,
    plugins: [...user.plugins, ...shipped.plugins],
    ...(own.plugin && { own: own.plugin }),
    config,
    paths,
    env,
    cwd,
    language,
    log: new Log(resolve(paths.state, 'opencode.log'), env.OPENCODE_LOG_LEVEL ?? config.config.log_level ?? 'warn'),
    http: createHttpClient({ env, userAgent: `opencode/${shipped.version}` }),
    load: (plugin) => (plugin.origin === 'bundled' ? runtime.loadPlugin(plugin) : loadExternal(kernel, plugin)),
  });
  for (const error of [...user.problems.map((problem) => problem.error), ...kernel.catalogue.duplicates])
    tellNotice(t, t('notice.duplicate', { text: errorText(error, t) }));
  for (const error of own.problems) tellNotice(t, t('notice.own_part', { text: errorText(error, t) }));
  return { kernel, folder };
}

function localesOf(plugins: readonly IndexedPlugin[], installRoot: string): OfferedLocale[] {
  return plugins.flatMap(({ root, manifest }) =>
    (manifest.contributes.locale ?? []).map((contribution) => ({ contribution, root: resolve(installRoot, root) })),
  );
}

function tellNotice(t: Translate, text: string): void {
  process.stderr.write(`${t('cli.notice', { text: sanitize(redact(text)) })}\n`);
}

/** The real working directory, not `$PWD`. @throws OC_FILE when `--dir` is no directory */
function workingDirectory(dir: string | undefined): string {
  const path = dir === undefined ? process.cwd() : resolve(dir);
  try {
    const real = realpathSync(path);
    if (dir !== undefined) process.chdir(real);
    return real;
  } catch (cause) {
    throw new KernelError('OC_FILE', { file: `--dir ${path}`, message: (cause as Error).message }, { cause });
  }
}

async function runCommand(
  kernel: Kernel,
  line: { argv: readonly string[]; folder: string | undefined },
  runtime: Runtime,
): Promise<number> {
  const { version, language } = kernel.options;
  const { installRoot } = runtime;
  const plugins = oclifPlugins({
    installRoot,
    version,
    entries: kernel.catalogue.list('command'),
    translated: (key) => language.text(key),
    load: (plugin) =>
      (plugin.origin === 'bundled' ? runtime.loadCommands(plugin) : loadExternalCommands(kernel, plugin)) as Promise<CommandClasses>,
  });
  const config = await Config.load({ root: installRoot, version, plugins });
  attachBoot(config, { t: language.t, kernel: async () => kernel });
  mark('oclif ready');
  const words = dispatch(line.argv, line.folder, (rest) => commandWords(config, rest));
  const named = commandWords(config, words);
  const id = words.slice(0, named).join(':');
  const asked = words[0] === 'help' ? words.slice(1) : words;
  const unknown = id === '' && words[0] !== 'help' ? undefined : misspelt(config, asked);
  if (unknown) throw unknown;
  if (wantsHelp(words) || (id !== '' && !config.findCommand(id))) {
    await showHelp(config, asked, (key) => language.text(key));
    return 0;
  }
  if (words[0] === '--version' || words[0] === '-v') {
    process.stdout.write(`opencode/${version}\n`);
    return 0;
  }
  if (id === '') throw unknownCommand(words, commandNames(config));
  const result = await config.runCommand(id, words.slice(named));
  // what a command with --json returns is its answer, and a number may be one
  return typeof result === 'number' && !config.findCommand(id)?.enableJsonFlag ? result : Number(process.exitCode ?? 0);
}

/** `session lst`, `help sesion`: words that begin with a topic, or ask for help, and name nothing. */
function misspelt(config: Config, words: readonly string[]): KernelError | undefined {
  const named = commandWords(config, words);
  const next = words[named];
  if (next === undefined || next.startsWith('-') || config.findCommand(words.slice(0, named).join(':'))) return undefined;
  return unknownCommand(words, commandNames(config));
}

/** Commands, and topics that are no command. */
function commandNames(config: Config): string[] {
  return [...config.commandIDs, ...config.topics.map(({ name }) => name)];
}

function commandWords(config: Config, words: readonly string[]): number {
  for (let n = Math.min(words.length, 3); n > 0; n--) {
    const id = words.slice(0, n).join(':');
    if (config.findCommand(id) || config.findTopic(id)) return n;
  }
  return 0;
}

function wantsHelp(words: readonly string[]): boolean {
  const own = words.includes('--') ? words.slice(0, words.indexOf('--')) : words;
  return own[0] === 'help' || own.includes('--help') || own.includes('-h');
}

import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const VERSION = '0.1.16';
/** The suite uses what Node 20 has not: the Node of npm's `node` package runs that one process. Its package for this machine needs no script. */
const NODE = '24.21.0';
const NODE_PACKAGE = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
/** ms for npm to install both */
const INSTALL_MS = 240_000;
/** ms for one scenario */
const SCENARIO_MS = 90_000;
const run = promisify(execFile);

export interface ConformanceSuite {
  /** Runs a scenario. @returns whether it passed, and what the suite said */
  client(scenario: string, command: string): Promise<{ passed: boolean; said: string }>;
  server(scenario: string, url: string): Promise<{ passed: boolean; said: string }>;
}

/** The public conformance suite, installed once into a folder for temporary files. @returns why it cannot be had, as text */
export async function conformanceSuite(): Promise<ConformanceSuite | string> {
  const dir = join(tmpdir(), `opencode-mcp-conformance-${VERSION}-${process.getuid?.() ?? 0}`);
  const node = join(dir, 'node_modules', NODE_PACKAGE, 'bin/node');
  const suite = join(dir, 'node_modules/@modelcontextprotocol/conformance/dist/index.js');
  if (!existsSync(suite) || !existsSync(node)) {
    try {
      await install(dir);
    } catch (error) {
      return `npm cannot install it: ${String((error as { stderr?: string }).stderr ?? error).slice(-300)}`;
    }
  }
  try {
    await run(node, ['--version']);
  } catch (error) {
    return `node ${NODE} from npm does not run here: ${String(error).slice(0, 200)}`;
  }
  const start = async (args: string[]) => {
    try {
      const { stdout, stderr } = await run(node, [suite, ...args], { cwd: dir, timeout: SCENARIO_MS, maxBuffer: 16 * 1024 * 1024 });
      return { passed: true, said: stdout + stderr };
    } catch (error) {
      const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
      return { passed: false, said: `${stdout}${stderr}${stdout || stderr ? '' : String(error)}`.slice(-4_000) };
    }
  };
  return {
    client: (scenario, command) => start(['client', '--scenario', scenario, '--command', command]),
    server: (scenario, url) => start(['server', '--scenario', scenario, '--url', url]),
  };
}

/** Made whole beside its place, so that a run that is cut off leaves nothing half. */
async function install(dir: string): Promise<void> {
  const fresh = `${dir}.${process.pid}`;
  mkdirSync(fresh, { recursive: true });
  writeFileSync(join(fresh, 'package.json'), '{ "private": true }');
  const certificates = '/etc/ssl/certs/ca-certificates.crt';
  const env = { ...process.env, HOME: homedir(), ...(existsSync(certificates) && { NODE_EXTRA_CA_CERTS: certificates }) };
  try {
    const packages = [`@modelcontextprotocol/conformance@${VERSION}`, `${NODE_PACKAGE}@${NODE}`];
    await run('npm', ['install', '--no-audit', '--no-fund', '--no-save', ...packages], { cwd: fresh, env, timeout: INSTALL_MS });
    rmSync(dir, { recursive: true, force: true });
    renameSync(fresh, dir);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

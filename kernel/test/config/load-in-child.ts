import { cosmiconfigSync } from 'cosmiconfig';
import { loadConfig } from '../../src/config/load-config.ts';
import { resolvePaths } from '../../src/config/paths.ts';

/**
 * Loads the configuration of the working directory in a process of its own, as a program would, and lets the process end by itself: cosmiconfig runs
 * what it finds asynchronously, so nothing less shows that it ran nothing. `unprotected`: cosmiconfig as it comes.
 */
if (process.argv[2] === 'unprotected') {
  cosmiconfigSync('opencode', { searchPlaces: ['opencode.toml'], loaders: { '.toml': () => ({}) } }).search();
} else {
  const { config } = loadConfig({
    cwd: process.cwd(),
    env: process.env,
    paths: resolvePaths(process.env),
    managed: '/nonexistent/opencode.toml',
    trust: true,
  });
  process.stdout.write(JSON.stringify(config));
}

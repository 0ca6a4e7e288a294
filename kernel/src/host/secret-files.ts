const FOLDERS = new Set(['.ssh', '.gnupg', '.aws', '.azure', '.kube', '.password-store']);
/** folders whose own names are ordinary */
const NESTED = /\/(\.config\/gcloud|share\/keyrings|library\/keychains)\//;
const NAMES = new Set([
  '.envrc',
  '.netrc',
  '_netrc',
  '.npmrc',
  '.pypirc',
  '.pgpass',
  '.my.cnf',
  '.htpasswd',
  '.git-credentials',
  '.vault-token',
  'credentials',
  'credentials.json',
  'credentials.toml',
  'service-account.json',
  'secrets.json',
  'secrets.toml',
  'secrets.yaml',
  'secrets.yml',
]);
const ENDINGS = /\.(pem|key|p12|pfx|jks|keystore|ppk|kdbx)$/;
const ENVIRONMENT = /^\.env(\..+)?$|\.env$/;
const KEY_FILE = /^id_(rsa|dsa|ecdsa|ed25519)(_sk)?(?!.*\.pub$)/;
/** the environment and the memory of a process, ours with its keys among them */
const PROCESS = /^\/proc\/[^/]+\/(task\/[^/]+\/)?(environ|mem|auxv)$/;
const TEMPLATE = /(^|[._-])(example|sample|template|dist|defaults?)([._-]|$)/;

/**
 * Does this file, by its name alone, look as if it held keys or passwords? Judged on resolved paths, case ignored. Searches leave such files
 * out unless they are named, and policies ask before they are read or written.
 */
export function isSecretPath(path: string): boolean {
  const parts = path.toLowerCase().split(/[\\/]/);
  const name = parts.at(-1) ?? '';
  if (parts.some((part) => FOLDERS.has(part)) || NESTED.test(parts.join('/'))) return !name.endsWith('.pub');
  if (ENVIRONMENT.test(name)) return !TEMPLATE.test(name);
  if (PROCESS.test(path)) return true;
  if (name === 'hosts.yml') return parts.at(-2) === 'gh';
  if (name === 'config.json') return parts.at(-2) === '.docker';
  return NAMES.has(name) || ENDINGS.test(name) || KEY_FILE.test(name);
}

import { childEnv, type Kernel } from '@ock/kernel';

/** What a program needs to run at all and to reach the network. Everything else is given by name: `[mcp.servers.x] env`. */
const KEPT = new Set([
  ...['PATH', 'HOME', 'USER', 'LOGNAME', 'SHELL', 'TERM', 'LANG', 'LANGUAGE', 'TZ', 'TMPDIR', 'TEMP', 'TMP', 'PWD'],
  ...['SSL_CERT_FILE', 'SSL_CERT_DIR', 'NODE_EXTRA_CA_CERTS', 'REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE'],
  ...['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'ALL_PROXY', 'DISPLAY', 'WAYLAND_DISPLAY'],
  ...['NVM_DIR', 'VOLTA_HOME', 'PYENV_ROOT', 'CARGO_HOME', 'GOPATH', 'JAVA_HOME', 'DOCKER_HOST'],
  ...[
    'SYSTEMROOT',
    'SYSTEMDRIVE',
    'APPDATA',
    'LOCALAPPDATA',
    'PROGRAMDATA',
    'PROGRAMFILES',
    'USERPROFILE',
    'USERNAME',
    'PATHEXT',
    'COMSPEC',
  ],
]);
const KEPT_PREFIX = /^(LC_|XDG_)/;

/** The environment of a server: a short list of ours, without keys, and what is configured for it. */
export function childEnvironment(kernel: Kernel, configured: Readonly<Record<string, string>>): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(childEnv(kernel))) {
    const key = name.toUpperCase();
    if (KEPT.has(key) || KEPT_PREFIX.test(key)) env[name] = value;
  }
  return { ...env, ...configured };
}

/** Below the home folder: what package managers and compilers keep of what they fetched and built. Programs that are run from there are not among them. */
export const CACHES = [
  '.cache',
  '.npm',
  '.yarn/berry/cache',
  '.local/share/pnpm/store',
  '.bun/install/cache',
  '.cargo/registry',
  '.cargo/git',
  'go/pkg',
  '.gradle/caches',
  '.gradle/daemon',
  '.gradle/native',
  '.gradle/wrapper',
  '.m2/repository',
  '.ivy2/cache',
  '.nuget/packages',
  '.cabal/packages',
  '.stack/snapshots',
  '.conan2/p',
  '.ccache',
  'Library/Caches',
];

/** Below the home folder: keys, and what leads to accounts. */
export const SECRETS = [
  '.ssh',
  '.aws',
  '.azure',
  '.gnupg',
  '.kube',
  '.netrc',
  '.git-credentials',
  '.pypirc',
  '.pgpass',
  '.my.cnf',
  '.vault-token',
  '.password-store',
  '.docker/config.json',
  '.cargo/credentials',
  '.cargo/credentials.toml',
  '.gem/credentials',
  '.m2/settings-security.xml',
  '.terraform.d/credentials.tfrc.json',
  '.config/gcloud',
  '.config/gh',
  '.config/glab-cli',
  '.config/git/credentials',
  '.config/op',
  '.config/rclone',
  '.config/containers/auth.json',
  '.local/share/keyrings',
  '.mozilla',
  '.thunderbird',
  '.config/google-chrome',
  '.config/chromium',
  '.config/BraveSoftware',
  'Library/Keychains',
  'Library/Cookies',
  'Library/Application Support/Google/Chrome',
  'Library/Application Support/Firefox',
];
/** Below the home folder: settings that now and then hold a key, hidden only then. */
export const SECRETS_WITH_KEYS = ['.npmrc', '.yarnrc.yml', '.config/pip/pip.conf', '.pip/pip.conf'];
export const LOOKS_LIKE_KEY = /_auth|_password|npmAuth|:\/\/[^\s/:@]+:[^\s/@]+@/;

/** Below the home folder: what shells and programs run when they start, kept where the workspace is the home folder. */
export const START_FILES = [
  '.bashrc',
  '.bash_profile',
  '.bash_login',
  '.bash_logout',
  '.profile',
  '.zshrc',
  '.zshenv',
  '.zprofile',
  '.zlogin',
  '.inputrc',
  '.gitconfig',
  '.config/git',
  '.config/fish',
  '.config/systemd',
  '.config/autostart',
  '.local/bin',
  '.local/share/applications',
  'bin',
  'Library/LaunchAgents',
];

/** In the workspace: our own settings, and what editors run when they open a folder. */
export const PROJECT_FILES = ['.opencode', 'opencode.toml'];
export const EDITOR_FILES = ['.vscode', '.idea'];

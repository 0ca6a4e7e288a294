import { isSecretPath } from '@ock/kernel';
import { folded } from './folding.ts';
import { secretTwin } from './hard-links.ts';
import { isInside, type Places } from './paths.ts';

/** Why a path is no ordinary file. */
export interface Guard {
  /** deny: only a rule that names it opens it, in every mode; ask: it asks where its folder is free, too */
  effect: 'deny' | 'ask';
  /** English, as part of a sentence */
  reason: string;
  /** its name in the keys of the catalogue */
  key: string;
}

/** What runs by itself, or in other people's name, once it is changed. */
const CI_FOLDERS =
  /\/(\.github\/(workflows|actions)|\.gitea\/workflows|\.forgejo\/workflows|\.circleci|\.buildkite|\.gitlab\/ci|\.woodpecker|\.tekton)\//;
const CI_FILES =
  /^(\.gitlab-ci\.ya?ml|jenkinsfile(\..+)?|azure-pipelines\.ya?ml|\.travis\.ya?ml|\.drone\.ya?ml|\.woodpecker\.ya?ml|appveyor\.ya?ml|\.appveyor\.ya?ml|bitbucket-pipelines\.ya?ml|buildkite\.ya?ml|cloudbuild\.ya?ml|\.cirrus\.ya?ml|codefresh\.ya?ml|buildspec\.ya?ml)$/;
const SHELL_FILES =
  /^(\.(bash|zsh|ksh|csh|tcsh|mksh)rc|\.bash_(profile|login|logout|aliases|env)|\.profile|\.login|\.logout|\.zshenv|\.zprofile|\.zlogin|\.zlogout|\.inputrc|\.shrc|\.xprofile|\.xinitrc|\.pam_environment|config\.fish|profile\.ps1|microsoft\.powershell_profile\.ps1)$/;
const HOOK_FOLDERS = /\/(\.husky|\.githooks|\.devcontainer|\.claude|\.cursor|\.config\/fish|\.config\/autostart|\.config\/systemd)\//;
const HOOK_FILES =
  /(^|\/)(\.gitconfig|\.gitmodules|\.mcp\.json|\.pre-commit-config\.ya?ml|\.?lefthook(-local)?\.ya?ml|\.vscode\/(tasks|settings|launch|mcp)\.json)$/;

const guard = (effect: Guard['effect'], key: string, reason: string): Guard => ({ effect, key: `guard_${key}`, reason });
const OWN = guard('deny', 'own', 'it belongs to opencode itself');
const CONFIG = guard('deny', 'config', 'it is configuration of opencode');
const SECRET = guard('deny', 'secret', 'it looks like a file with secrets');
const LINKED = guard('deny', 'linked', 'it is a hard link to a file that is not open');
const GIT = guard('ask', 'git', 'it lies in .git, where files can be made to run');
const CI = guard('ask', 'ci', 'it tells a build server what to run');
const SHELL = guard('ask', 'shell', 'shells run it when they start');
const HOOK = guard('ask', 'hook', 'other programs run what it names');

/**
 * What protects this path whatever its folder is; undefined: nothing.
 * @param folds the disk there takes upper and lower case for the same
 */
export function guardOf(path: string, action: 'read' | 'write', places: Places, folds: boolean): Guard | undefined {
  const text = folds ? folded(path) : path;
  const inside = (folder: string) => isInside(text, folds ? folded(folder) : folder);
  if (action === 'read' && places.readable.some(inside)) return undefined;
  if (places.own.some(inside)) return OWN;
  if (isSecretPath(text)) return SECRET;
  const parts = text.split('/');
  const name = parts.at(-1) ?? '';
  if (name === 'opencode.toml' || (action === 'write' && parts.includes('.opencode'))) return CONFIG;
  if (secretTwin(path, places)) return LINKED;
  return action === 'write' ? runsByItself(text, parts, name.toLowerCase()) : undefined;
}

function runsByItself(text: string, parts: readonly string[], name: string): Guard | undefined {
  const lower = text.toLowerCase();
  if (parts.includes('.git')) return GIT;
  if (CI_FOLDERS.test(lower) || CI_FILES.test(name)) return CI;
  if (SHELL_FILES.test(name)) return SHELL;
  if (HOOK_FOLDERS.test(lower) || HOOK_FILES.test(lower)) return HOOK;
  return undefined;
}

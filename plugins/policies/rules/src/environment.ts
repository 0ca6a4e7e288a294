import { told } from './told.ts';
import type { Doubt } from './words.ts';

/** Variables whose value programs run. */
const RUNS =
  /^(\w*PAGER|\w*EDITOR|VISUAL|BROWSER|GIT_SSH(_COMMAND)?|GIT_EXTERNAL_DIFF|GIT_PROXY_COMMAND|\w*ASKPASS|PROMPT_COMMAND|PS[0-4]|LESSOPEN|LESSCLOSE|RSYNC_RSH|RSYNC_CONNECT_PROG|CVS_RSH|SVN_SSH|LESSEDIT|FZF_DEFAULT_COMMAND|PKG_CONFIG|FC|CPP|AR|AS|NM|RANLIB|SHELL|MAKESHELL|RUSTC_WRAPPER|RUSTC|CC|CXX|LD|CMAKE_\w*LAUNCHER|npm_config_(script_shell|editor|git))$/;
/** Variables that change which programs run, or make them load something. */
const LOADS =
  /^(PATH|TAR_OPTIONS|GREP_OPTIONS|XZ_OPT|MANOPT|CDPATH|BASH_(ENV|CMDS|ALIASES|ARGV0|XTRACEFD)|ENV|ZDOTDIR|IFS|SHELLOPTS|BASHOPTS|GLOBIGNORE|BASH_FUNC.*|BASH_LOADABLES_PATH|FPATH|HOME|XDG_\w+|LD_\w+|DYLD_\w+|GCONV_PATH|PYTHON\w+|PERL5?\w*|PERLLIB|RUBY\w+|GEM_\w+|BUNDLE_\w+|NODE_OPTIONS|NODE_PATH|NODE_REPL\w*|npm_config_\w+|NPM_CONFIG_\w+|YARN_\w+|JAVA_TOOL_OPTIONS|_JAVA_OPTIONS|JDK_JAVA_OPTIONS|CLASSPATH|MAVEN_OPTS|GRADLE_OPTS|GIT_\w+|LESS|LESSKEY\w*|MAKEFLAGS|MAKEFILES|GNUMAKEFLAGS|CARGO\w*|RUSTFLAGS|GOFLAGS|GOENV|LUA_\w+|PHP\w*|R_\w+|JULIA_\w+|RIPGREP_CONFIG_PATH|AWKPATH|AWKLIBPATH|WGETRC|CURL_HOME|TERMINFO\w*|OPENSSL_\w+|DOCKER_\w+|KUBECONFIG|SSH_AUTH_SOCK|HISTFILE|INPUTRC|EXINIT|VIMINIT|TMUX\w*|SUDO_\w+|ANSIBLE_\w+|AWS_(CONFIG_FILE|SHARED_CREDENTIALS_FILE)|GCC_EXEC_PREFIX|COMPILER_PATH|DOTNET_STARTUP_HOOKS|EMACSLOADPATH|GUILE_LOAD_PATH|ERL_\w+|ELIXIR_\w+|DENO_\w+|BUN_\w+|UV_\w+|PIP_\w+|NVIM_\w+|VIMRUNTIME|PARALLEL|PARALLEL_SHELL|FZF_\w+|KRB5_CONFIG|SSH_SK_\w+|GLIBC_TUNABLES|LOCPATH|NLSPATH|http_proxy|https_proxy|ALL_PROXY|HTTPS?_PROXY)$/;

export interface EnvironmentFacts {
  readonly scripts: string[];
  doubt?: Doubt;
}

/** What setting these variables makes programs do. `value` undefined: it is not known. */
export function environmentFacts(assignments: readonly { name: string; value: string | undefined }[]): EnvironmentFacts {
  const facts: EnvironmentFacts = { scripts: [] };
  for (const { name, value } of assignments) {
    if (RUNS.test(name)) {
      if (value === undefined)
        facts.doubt ??= { ...told('variable_program', '{name} names a program that is not known', { name }), word: `${name}=` };
      else facts.scripts.push(value);
    }
    if (LOADS.test(name) && !(name.startsWith('GIT_') && RUNS.test(name)))
      facts.doubt ??= { ...told('variable', 'the variable {name} changes what programs do', { name }), word: `${name}=${value ?? ''}` };
  }
  return facts;
}

/** Whether programs run what stands in such a variable, or go by it. */
export function changesPrograms(name: string): boolean {
  return RUNS.test(name) || LOADS.test(name);
}

/** Words `NAME=value` among others: those of env, sudo, export. */
export function assignmentsIn(words: readonly { raw: string; value?: string }[]): { name: string; value: string | undefined }[] {
  return words.flatMap(({ raw, value }) => {
    const found = /^(\w+)(?:\[[^\]]*\])?\+?=([\s\S]*)$/.exec(value ?? raw);
    return found ? [{ name: found[1] as string, value: value === undefined ? undefined : found[2] }] : [];
  });
}

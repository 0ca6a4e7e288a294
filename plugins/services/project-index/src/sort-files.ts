import type { ProjectIndex } from '@ock/kernel';
import { LANGUAGES } from './languages.ts';

/** What paths alone tell. */
export interface SortedFiles {
  files: number;
  languages: Map<string, number>;
  /** by folder of the first and second level */
  folders: Map<string, number>;
  tests: Map<string, number>;
  manifests: string[];
  entries: ProjectIndex['entry_points'];
  ci: string[];
  config: string[];
  docs: string[];
  /** lock files at the top: they tell the package manager */
  locks: string[];
}

const MANIFEST =
  /^(package\.json|deno\.jsonc?|pyproject\.toml|setup\.py|requirements\.txt|Pipfile|Cargo\.toml|go\.mod|composer\.json|Gemfile|pom\.xml|build\.gradle(\.kts)?|mix\.exs|pubspec\.yaml|Package\.swift|CMakeLists\.txt|meson\.build|build\.zig|GNUmakefile|[Mm]akefile|[Jj]ustfile|\.justfile|[^/]+\.(csproj|fsproj|sln|gemspec|cabal))$/;
const TEST =
  /(^|\/)(test_[^/]*\.py|[^/]*(_test|_spec|\.test|\.spec|\.cy)\.[^/.]+|[^/]*Tests?\.(java|kt|cs|swift|php|scala)|[^/]*\.(bats|t))$|(^|\/)(tests?|__tests__|spec|e2e)\/.*\.(ts|tsx|js|jsx|mjs|cjs|mts|py|rs|go|rb|php|c|cc|cpp|java|kt|cs|sh|ex|exs|lua|swift)$/;
const CI =
  /^(\.github\/workflows\/[^/]+\.ya?ml|\.gitlab-ci\.yml|\.circleci\/config\.yml|Jenkinsfile|azure-pipelines\.yml|\.travis\.yml|bitbucket-pipelines\.yml|\.drone\.yml|\.woodpecker(\.yml|\/.+)|\.buildkite\/.+\.yml|\.ci\/.+|appveyor\.yml|cloudbuild\.ya?ml|\.forgejo\/workflows\/.+|\.gitea\/workflows\/.+)$/;
const CONFIG =
  /^([^/]*\.config\.[cm]?[jt]s|tsconfig[^/]*\.json|jsconfig\.json|biome\.jsonc?|\.eslintrc[^/]*|\.prettierrc[^/]*|\.editorconfig|\.pre-commit-config\.yaml|\.nvmrc|\.node-version|\.tool-versions|\.python-version|mise\.toml|tox\.ini|noxfile\.py|pytest\.ini|setup\.cfg|mypy\.ini|ruff\.toml|\.flake8|\.clang-format|\.golangci\.ya?ml|rustfmt\.toml|clippy\.toml|rust-toolchain(\.toml)?|nx\.json|turbo\.json|lerna\.json|pnpm-workspace\.yaml|go\.work|compose\.ya?ml|docker-compose[^/]*\.ya?ml|opencode\.toml|\.mocharc[^/]*|\.env\.example|renovate\.json|\.rubocop\.yml|phpunit\.xml(\.dist)?|Taskfile\.ya?ml|Procfile|flake\.nix)$|(^|\/)(Dockerfile|Containerfile)[^/]*$|^\.devcontainer\/.+\.json$/;
const DOC =
  /^(README|CONTRIBUTING|CHANGELOG|ARCHITECTURE|DESIGN|LICENSE|COPYING|SECURITY|AGENTS|CLAUDE|GEMINI|HACKING|INSTALL|UPGRADING|TODO|NOTES)(\.[a-z]+)?$|^docs?\/.+\.(md|mdx|rst|adoc|txt)$/i;
const LOCK =
  /^(package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|yarn\.lock|bun\.lockb?|uv\.lock|poetry\.lock|Pipfile\.lock|pdm\.lock)$/;
const ENTRIES: [RegExp, string][] = [
  [/(^|\/)src\/main\.(rs|ts|tsx|js|jsx|py|c|cc|cpp|go|zig|kt|swift|dart)$/, 'main'],
  [/(^|\/)src\/lib\.rs$/, 'library'],
  [/(^|\/)src\/bin\/[^/]+\.rs$/, 'program'],
  [/(^|\/)src\/(index|app|server|cli)\.[cm]?[jt]sx?$/, 'module'],
  [/^(index|main|app|server|cli)\.([cm]?[jt]sx?|py|php|rb|go|c|cpp|lua)$/, 'module'],
  [/(^|\/)cmd\/[^/]+\/main\.go$/, 'program'],
  [/(^|\/)__main__\.py$/, 'python -m'],
  [/(^|\/)(manage|wsgi|asgi)\.py$/, 'web application'],
  [/(^|\/)[^/]*Application\.(java|kt)$|(^|\/)Main\.(java|kt)$/, 'main class'],
  [/(^|\/)Program\.(cs|fs)$/, 'main class'],
  [/^(public\/|src\/)?index\.html$/, 'page'],
  [/(^|\/)(pages|app)\/(_app|layout|page)\.[jt]sx?$/, 'web application'],
  [/(^|\/)lib\/main\.dart$/, 'main'],
  [/^bin\/[^/]+(?<!\.(json|md|txt))$/, 'program'],
  [/^config\.ru$/, 'web application'],
  [/^public\/index\.php$|^artisan$/, 'web application'],
];
/** entries of one kind that are kept */
const MAX_KEPT = 60;

/** Takes paths one by one. */
export class FileSorter {
  readonly sorted: SortedFiles = {
    files: 0,
    languages: new Map(),
    folders: new Map(),
    tests: new Map(),
    manifests: [],
    entries: [],
    ci: [],
    config: [],
    docs: [],
    locks: [],
  };
  /** every folder that holds a file, `''` for the root */
  readonly folders = new Set<string>(['']);

  add(path: string): void {
    const { sorted } = this;
    sorted.files++;
    const slash = path.lastIndexOf('/');
    const name = path.slice(slash + 1);
    const folder = slash < 0 ? '' : path.slice(0, slash);
    this.folders.add(folder);
    if (folder !== '') this.#countFolder(path);
    const language = LANGUAGES.get(name.slice(name.lastIndexOf('.') + 1).toLowerCase());
    if (language !== undefined && name.includes('.')) count(sorted.languages, language);
    const isTest = TEST.test(path);
    if (isTest) count(sorted.tests, folder || '.');
    if (MANIFEST.test(name)) keep(sorted.manifests, path, 200);
    if (CI.test(path)) keep(sorted.ci, path);
    if (CONFIG.test(path)) keep(sorted.config, path);
    if (DOC.test(path)) keep(sorted.docs, path);
    if (slash < 0 && LOCK.test(name)) sorted.locks.push(name);
    if (isTest || (language === undefined && !path.startsWith('bin/') && name !== 'artisan' && name !== 'config.ru')) return;
    const entry = ENTRIES.find(([pattern]) => pattern.test(path));
    if (entry && sorted.entries.length < MAX_KEPT) sorted.entries.push({ path, why: entry[1] });
  }

  #countFolder(path: string): void {
    const first = path.indexOf('/');
    count(this.sorted.folders, path.slice(0, first));
    const second = path.indexOf('/', first + 1);
    if (second > 0) count(this.sorted.folders, path.slice(0, second));
  }
}

function keep(list: string[], path: string, most = MAX_KEPT): void {
  if (list.length < most) list.push(path);
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

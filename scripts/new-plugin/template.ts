/** What a template is told. */
export interface Part {
  kind: string;
  id: string;
  /** `@ock/tool-jira` */
  name: string;
  /** `JiraIssues` for `jira-issues` */
  pascal: string;
  /** the source tree: for what is copied from there */
  sourceRoot: string;
}
/** path in the plugin's folder → text */
export type Files = Record<string, string>;
export type Template = (part: Part) => Files;

interface Manifest {
  description: string;
  contributes: object;
  permissions?: string[];
  requires?: string[];
  dependencies?: Record<string, string>;
  /** true: no code */
  data?: boolean;
  /** further keys of `opencode` */
  more?: object;
}

export function packageJson({ name }: Part, manifest: Manifest): string {
  const code = { '.': { source: './src/index.ts', default: './dist/index.js' } };
  return json({
    name,
    version: '1.0.0',
    description: manifest.description,
    license: 'MIT',
    type: 'module',
    exports: { ...(!manifest.data && code), './package.json': './package.json' },
    peerDependencies: { '@ock/kernel': '^1.0.0' },
    ...(manifest.dependencies && { dependencies: manifest.dependencies }),
    opencode: {
      apiVersion: '^1.0.0',
      contributes: manifest.contributes,
      permissions: manifest.permissions ?? [],
      requires: manifest.requires ?? [],
      ...manifest.more,
    },
  });
}

export function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** A test that does nothing but keep the contract of the kind. */
export function contractTest(kind: string, call = "new URL('..', import.meta.url)", imports = ''): string {
  return `import { ${kind}Contract } from '../../../../test/contracts/${kind}.ts';\n${imports}\n${kind}Contract(${call});\n`;
}

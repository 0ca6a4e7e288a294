import { join } from 'node:path';
import { expect } from 'chai';
import type { LspAnswer, LspReading } from '../../../../kernel/src/index.ts';
import { ROOT } from '../../../../test/support/tree.ts';
import type { LspConfig } from '../src/languages.ts';
import { DEV_SERVERS, type Lab, lab, needs, never } from './support.ts';

interface Project {
  name: string;
  /** program that must run here, and how that is tried */
  program: string;
  probe?: string[];
  config?: LspConfig;
  files: Record<string, string>;
  /** where `total` is defined */
  definition: { file: string; line: number; column: number };
  /** a line that uses it, in another file */
  use: { file: string; line: number };
  hover: RegExp;
  /** a file with one error, on this line */
  broken: { file: string; text: string; line: number; message: RegExp };
  /** a file that the formatter changes, and what of it changes */
  unformatted?: { file: string; text: string; formatted: string };
  /** what breaks elsewhere when the definition is renamed by hand */
  breaks?: { from: RegExp; to: string; elsewhere: string };
  lacks?: LspReading[];
  /** it knows files that nobody opened only as they were when it started */
  blind?: boolean;
}

const PYTHON = {
  'pyproject.toml': '',
  'shapes.py': 'def total(x: int) -> int:\n    """Adds nothing."""\n    return x\n',
  'program.py': 'from shapes import total\n\n\ndef run():\n    return total(4)\n',
};

const PROJECTS: Project[] = [
  {
    name: 'python with pyright',
    program: join(ROOT, 'node_modules/.bin/pyright'),
    config: DEV_SERVERS,
    files: PYTHON,
    definition: { file: 'shapes.py', line: 1, column: 5 },
    use: { file: 'program.py', line: 5 },
    hover: /def total\(x: int\) -> int/,
    broken: { file: 'broken.py', text: 'x: int = "a"\n', line: 1, message: /is not assignable to/ },
    breaks: { from: /def total/, to: 'def amount', elsewhere: 'program.py' },
    lacks: ['implementation'],
  },
  {
    name: 'python with pylsp',
    program: '/usr/bin/python3',
    probe: ['-c', 'import pylsp, pyflakes'],
    config: { python: { server: 'pylsp' } },
    files: PYTHON,
    definition: { file: 'shapes.py', line: 1, column: 5 },
    use: { file: 'program.py', line: 5 },
    hover: /total\(x: int\) -> int/,
    broken: { file: 'broken.py', text: 'x = undefined_name\n', line: 1, message: /undefined name/ },
    lacks: ['implementation', 'incomingCalls', 'workspaceSymbols'],
  },
  {
    name: 'typescript',
    program: join(ROOT, 'node_modules/.bin/typescript-language-server'),
    config: DEV_SERVERS,
    files: {
      'package.json': '{ "type": "module" }',
      'tsconfig.json': '{ "compilerOptions": { "strict": true, "module": "nodenext", "noEmit": true } }',
      'shapes.ts': 'export function total(x: number): number {\n  return x;\n}\n',
      'program.ts': "import { total } from './shapes.js';\n\nexport const sum = total(4);\n",
    },
    definition: { file: 'shapes.ts', line: 1, column: 17 },
    use: { file: 'program.ts', line: 3 },
    hover: /total\(x: number\): number/,
    broken: { file: 'broken.ts', text: "const x: number = 'a';\nexport { x };\n", line: 1, message: /not assignable to type 'number'/ },
    unformatted: { file: 'ugly.ts', text: 'export   const x=1\n', formatted: 'export const x = 1\n' },
    breaks: { from: /total/, to: 'amount', elsewhere: 'program.ts' },
  },
  {
    name: 'go',
    program: 'gopls',
    probe: ['version'],
    files: {
      'go.mod': 'module example.com/x\n\ngo 1.18\n',
      'shapes.go': 'package main\n\nfunc total(x int) int {\n\treturn x\n}\n',
      'program.go': 'package main\n\nfunc main() {\n\tprintln(total(4))\n}\n',
    },
    definition: { file: 'shapes.go', line: 3, column: 6 },
    use: { file: 'program.go', line: 4 },
    hover: /func total\(x int\) int/,
    broken: { file: 'broken.go', text: 'package main\n\nvar x int = "a"\n', line: 3, message: /cannot use "a"/ },
    unformatted: { file: 'ugly.go', text: 'package main\n\nvar   y   =   1\n', formatted: 'package main\n\nvar y = 1\n' },
    breaks: { from: /total/, to: 'amount', elsewhere: 'program.go' },
  },
  {
    name: 'c++',
    blind: true,
    program: 'clangd',
    files: {
      'compile_flags.txt': '-std=c++17\n',
      'shapes.h': '#pragma once\ninline int total(int x) { return x; }\n',
      'program.cpp': '#include "shapes.h"\n\nint main() { return total(4); }\n',
    },
    definition: { file: 'shapes.h', line: 2, column: 12 },
    use: { file: 'program.cpp', line: 3 },
    hover: /int total\(int x\)/,
    broken: { file: 'broken.cpp', text: 'int x = nothing;\n', line: 1, message: /undeclared identifier/ },
    unformatted: { file: 'ugly.cpp', text: 'int   x =\n1;\n', formatted: 'int x = 1;\n' },
  },
  {
    name: 'rust',
    program: 'rust-analyzer',
    files: {
      'Cargo.toml': '[package]\nname = "x"\nversion = "0.1.0"\nedition = "2021"\n',
      'src/shapes.rs': 'pub fn total(x: i32) -> i32 {\n    x\n}\n',
      'src/main.rs': 'mod shapes;\n\nfn main() {\n    println!("{}", shapes::total(4));\n}\n',
    },
    definition: { file: 'src/shapes.rs', line: 1, column: 8 },
    use: { file: 'src/main.rs', line: 4 },
    hover: /fn total\(x: i32\) -> i32/,
    broken: { file: 'src/shapes.rs', text: 'pub fn total(x: i32) -> i32 {\n    missing\n}\n', line: 2, message: /missing/ },
    unformatted: { file: 'src/main.rs', text: 'mod shapes;\n\nfn main() {   }\n', formatted: 'mod shapes;\n\nfn main() {}\n' },
  },
];

for (const project of PROJECTS) {
  describe(`the language server of ${project.name}`, function () {
    this.timeout(90_000);
    let made: Lab;
    before(function () {
      needs(this, project.program, project.probe);
      made = lab({ files: project.files, ...(project.config && { config: project.config }) });
    });
    after(() => made?.dispose());
    const lacks = (operation: LspReading): boolean => project.lacks?.includes(operation) ?? false;
    const ask = (operation: LspReading, file: string, more: { line?: number; symbol?: string; query?: string } = {}): Promise<LspAnswer> =>
      made.service.query({ operation, file: made.path(file), ...more }, never);
    const used = () => ({ line: project.use.line, symbol: 'total' });

    it('finds the definition from a use in another file', async () => {
      const { items, text } = await ask('definition', project.use.file, used());
      const { file, line, column } = project.definition;
      expect(items, text).to.have.length(1);
      expect(items[0]).to.include({ path: made.path(file), line, column });
      expect(text).to.match(new RegExp(`^${file}:${line}:${column}  .*total`));
    });

    it('finds the uses from the definition', async () => {
      await ask('symbols', project.use.file);
      const { items } = await ask('references', project.definition.file, { line: project.definition.line, symbol: 'total' });
      expect(items.map(({ path, line }) => `${path}:${line}`)).to.include(`${made.path(project.use.file)}:${project.use.line}`);
    });

    it('explains', async () => {
      expect((await ask('hover', project.use.file, used())).text).to.match(project.hover);
    });

    it('lists the names of a file', async () => {
      const { items } = await ask('symbols', project.definition.file);
      expect(items.find(({ name }) => name === 'total' || name?.startsWith('total('))).to.include({
        line: project.definition.line,
        kind: 'function',
      });
    });

    const offered = (operation: LspReading): Mocha.TestFunction | (() => void) => (lacks(operation) ? () => undefined : it);

    offered('workspaceSymbols')('lists names of the project', async () => {
      const { items } = await ask('workspaceSymbols', project.definition.file, { query: 'total' });
      expect(items.map(({ path }) => path)).to.include(made.path(project.definition.file));
    });

    offered('incomingCalls')('names the callers', async () => {
      const { items } = await ask('incomingCalls', project.definition.file, { line: project.definition.line, symbol: 'total' });
      expect(items.map(({ path }) => path)).to.include(made.path(project.use.file));
    });

    it('says what is wrong, and no more once it is mended', async () => {
      const { file, text, line, message } = project.broken;
      const old = project.files[file];
      made.write(file, text);
      const { items } = await ask('diagnostics', file);
      const errors = items.filter(({ text: told }) => message.test(told ?? ''));
      expect(errors, JSON.stringify(items)).to.have.length(1);
      expect(errors[0]).to.include({ path: made.path(file), line });
      made.write(
        file,
        old ??
          text
            .split('\n')
            .map(() => '')
            .join('\n'),
      );
      const after = await ask('diagnostics', file);
      expect(after.items.filter(({ text: told }) => message.test(told ?? ''))).to.deep.equal([]);
      if (old === undefined) made.remove(file);
    });

    (project.blind ? () => undefined : it)('learns of files that others make', async () => {
      const { file, line } = project.use;
      const old = project.files[file] ?? '';
      await ask('references', project.definition.file, { line: project.definition.line, symbol: 'total' });
      made.write(file, old.replace('total(4)', 'total(total(4))'));
      const { items } = await ask('references', project.definition.file, { line: project.definition.line, symbol: 'total' });
      expect(items.filter((item) => item.path === made.path(file) && item.line === line)).to.have.length(2);
      made.write(file, old);
    });

    it('renames in every file, without writing any', async () => {
      const { file, line } = project.use;
      const plan = await made.service.plan({ operation: 'rename', file: made.path(file), line, symbol: 'total', newName: 'amount' }, never);
      const changed = new Map(plan.changes.map((change) => [change.path, change]));
      expect([...changed.keys()].sort()).to.deep.equal([made.path(project.definition.file), made.path(file)].sort());
      for (const { before = '', after = '' } of changed.values()) {
        expect(before).to.include('total');
        expect(after).to.equal(before.replaceAll('total', 'amount'));
      }
    });

    (project.blind ? () => undefined : it)('says of a rename in several files that it brought no errors', async () => {
      const { file, line } = project.use;
      const plan = await made.service.plan({ operation: 'rename', file: made.path(file), line, symbol: 'total', newName: 'amount' }, never);
      const changes = plan.changes.map(({ path, before = '', after = '' }) => ({ path, before, after }));
      const names = [project.use.file, project.definition.file];
      for (const back of [false, true]) {
        // a call names the file it begins in, and writes the others as well
        made.service.before(made.path(file), changes.find(({ path }) => path === made.path(file))?.[back ? 'after' : 'before']);
        for (const name of names) {
          const change = changes.find(({ path }) => path === made.path(name));
          made.write(name, change?.[back ? 'before' : 'after'] ?? '');
        }
        expect(await made.service.newErrors(names.map(made.path), 60_000, never)).to.deep.equal([]);
      }
    });

    const { unformatted, breaks } = project;
    (unformatted ? it : () => undefined)('formats', async () => {
      const { file, text, formatted } = unformatted as NonNullable<Project['unformatted']>;
      made.write(file, text);
      const { changes } = await made.service.plan({ operation: 'format', file: made.path(file) }, never);
      expect(changes.map(({ after }) => after)).to.deep.equal([formatted]);
      const old = project.files[file];
      if (old === undefined) made.remove(file);
      else made.write(file, old);
    });

    it('says of a good edit that it brought no errors', async () => {
      const { file } = project.definition;
      const text = project.files[file] ?? '';
      for (const [before, after] of [
        [text, `${text}\n`],
        [`${text}\n`, text],
      ] as const) {
        made.service.before(made.path(file), before);
        made.write(file, after);
        expect(await made.service.newErrors([made.path(file)], 60_000, never)).to.deep.equal([]);
      }
    });

    it('does not count what was wrong before in a file that was asked about', async () => {
      const { file, text } = project.broken;
      const old = project.files[file];
      made.write(file, text);
      await ask('symbols', file);
      made.service.before(made.path(file), text);
      // so that what was wrong before is known before the file changes
      await ask('symbols', file);
      made.write(file, `${text}\n`);
      expect(await made.service.newErrors([made.path(file)], 60_000, never)).to.deep.equal([]);
      if (old === undefined) made.remove(file);
      else made.write(file, old);
    });

    (breaks ? it : () => undefined)('tells of files that an edit breaks', async () => {
      const { from, to, elsewhere } = breaks as NonNullable<Project['breaks']>;
      const { file } = project.definition;
      const text = project.files[file] ?? '';
      // no wait of the test's: how long the machine takes is not what is tested
      made.service.before(made.path(file), text);
      made.write(file, text.replace(from, to));
      const errors = await made.service.newErrors([made.path(file)], 60_000, never);
      expect(errors?.map(({ path }) => path)).to.include(made.path(elsewhere));
      made.service.before(made.path(file), text.replace(from, to));
      made.write(file, text);
      expect(await made.service.newErrors([made.path(file)], 60_000, never), 'mended').to.deep.equal([]);
    });
  });
}

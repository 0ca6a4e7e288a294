import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { Bench, treeOf } from './bench.ts';

/** Deterministic: a failing seed fails again. */
function randomOf(seed: number): (below: number) => number {
  let state = seed * 2654435761 + 1;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const NAMES = ['a', 'b.txt', 'C', 'c', 'd e', 'ü', 'x.bin', 'sub', 'deep'];

function contentOf(random: (below: number) => number): Buffer {
  const kinds = [
    () => Buffer.from('text\nmore\n'),
    () => Buffer.from(`crlf\r\n${random(1e6)}\r\n`),
    () => Buffer.alloc(random(9000), random(256)),
    () => Buffer.from([0xff, 0, 0xfe, random(256)]),
    () => Buffer.alloc(0),
  ];
  return (kinds[random(kinds.length)] as () => Buffer)();
}

/** Paths of all folders, the root first. */
function foldersOf(root: string): string[] {
  return [
    root,
    ...readdirSync(root, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && entry.name !== '.git')
      .flatMap((entry) => foldersOf(join(root, entry.name))),
  ];
}

/** One change of any kind. */
function change(root: string, random: (below: number) => number): void {
  const pick = <T>(all: readonly T[]): T => all[random(all.length)] as T;
  const path = join(pick(foldersOf(root)), pick(NAMES));
  const there = lstatSync(path, { throwIfNoEntry: false });
  const kinds: (() => void)[] = [
    () => {
      if (!there || there.isFile()) writeFileSync(path, contentOf(random), { mode: pick([0o644, 0o600, 0o755]) });
    },
    () => {
      if (there?.isFile()) appendFileSync(path, 'appended\n');
    },
    () => rmSync(path, { recursive: true, force: true }),
    () => {
      if (!there) mkdirSync(path);
    },
    () => {
      if (!there) symlinkSync(pick(['a', '../nowhere', '/etc/hostname', 'sub']), path);
    },
    () => {
      if (there && !there.isSymbolicLink()) chmodSync(path, there.isDirectory() ? pick([0o700, 0o755]) : pick([0o755, 0o640, 0o444]));
    },
    () => {
      const to = join(pick(foldersOf(root)), pick(NAMES));
      if (there && !existsSync(to) && !lstatSync(to, { throwIfNoEntry: false }) && !to.startsWith(`${path}/`)) renameSync(path, to);
    },
    () => {
      // a folder where a file was, and the other way round
      const isFolder = there?.isDirectory();
      rmSync(path, { recursive: true, force: true });
      if (isFolder) writeFileSync(path, 'was a folder\n');
      else {
        mkdirSync(path);
        writeFileSync(join(path, 'inner'), 'inside\n');
      }
    },
    () => writeFileSync(Buffer.concat([Buffer.from(`${root}/odd`), Buffer.from([0xe9, 0xff])]), `odd ${random(100)}\n`),
  ];
  pick(kinds)();
}

function git(cwd: string, ...args: string[]): string {
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
  return execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', ...args], { cwd, env, stdio: 'pipe' }).toString();
}

function commitAll(work: string): void {
  git(work, 'init', '-q');
  git(work, 'add', '-A');
  git(work, 'commit', '-q', '--allow-empty', '-m', 'all');
}

const PROMPTS = 4;

/** What is not as it was, in words short enough to read. */
function differing(now: Record<string, string>, then: Record<string, string>): string[] {
  const paths = [...new Set([...Object.keys(now), ...Object.keys(then)])].sort();
  return paths.flatMap((path) =>
    now[path] === then[path] ? [] : [`${path}: ${now[path]?.slice(0, 60)}, not ${then[path]?.slice(0, 60)}`],
  );
}

describe('whatever calls do to files', () => {
  let bench: Bench | undefined;
  afterEach(() => bench?.close());

  for (const kind of ['without git', 'with git'] as const) {
    for (let seed = 1; seed <= 6; seed++) {
      it(`is undone prompt by prompt and redone, bit for bit, ${kind} (seed ${seed})`, async () => {
        const random = randomOf(seed);
        const made = await Bench.open((work) => {
          for (let i = 0; i < 25; i++) change(work, random);
          if (kind === 'with git') commitAll(work);
          for (let i = 0; i < 3; i++) change(work, random);
        });
        bench = made;
        const trees = [made.tree()];
        for (let i = 0; i < PROMPTS; i++) {
          made.prompt();
          for (let call = 0; call < 3; call++) {
            const changes = () => {
              for (let n = 0; n <= random(5); n++) change(made.work, random);
            };
            if (random(3) === 0) {
              const file = `named/${random(4)}`;
              const write = () => {
                mkdirSync(join(made.work, 'named'), { recursive: true });
                writeFileSync(join(made.work, file), contentOf(random));
              };
              // a folder of this name may not be one any more
              if (lstatSync(join(made.work, 'named'), { throwIfNoEntry: false })?.isDirectory() !== false) await made.write([file], write);
            } else await made.command(changes);
          }
          trees.push(made.tree());
          if (random(2) === 0) await made.restart();
        }
        const gitBefore = kind === 'with git' ? treeOf(join(made.work, '.git')) : {};
        for (let at = PROMPTS - 1; at >= 0; at--) {
          const { conflicts, uncovered } = await made.service.revert('ses_01ARZ3NDEKTSV4RRFFQ69G5FAV');
          expect({ conflicts, uncovered }).to.deep.equal({ conflicts: [], uncovered: [] });
          expect(differing(made.tree(), trees[at] ?? {}), `after undo to ${at}`).to.deep.equal([]);
        }
        for (let at = 1; at <= PROMPTS; at++) {
          const { conflicts } = await made.service.unrevert('ses_01ARZ3NDEKTSV4RRFFQ69G5FAV');
          expect(conflicts).to.deep.equal([]);
          expect(differing(made.tree(), trees[at] ?? {}), `after redo to ${at}`).to.deep.equal([]);
        }
        await made.service.revert('ses_01ARZ3NDEKTSV4RRFFQ69G5FAV', { to: made.messages[0]?.id as string });
        expect(differing(made.tree(), trees[0] ?? {}), 'all at once').to.deep.equal([]);
        if (kind === 'with git') expect(treeOf(join(made.work, '.git'))).to.deep.equal(gitBefore);
      });
    }
  }
});

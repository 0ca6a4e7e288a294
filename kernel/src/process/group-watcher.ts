import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';

/**
 * Reads `+GROUP` and `-GROUP`. When its input ends, which is when the process that writes is gone, however it went, it kills the groups left.
 * Signals to us from a terminal do not end it.
 */
const SCRIPT = `trap '' INT TERM HUP QUIT; groups=' '
while read -r line; do
  group=\${line#?}
  case $line in
    +*) groups="$groups$group " ;;
    -*) case $groups in *" $group "*) groups="\${groups%%" $group "*} \${groups#*" $group "}" ;; esac ;;
  esac
done
for group in $groups; do kill -9 "-$group" 2>/dev/null; done`;

/** ms that the end of a group waits for the beginning of the next, which tells of both: each line wakes the shell. No id is given again as soon as that. */
const WAIT_MS = 50;

/**
 * A shell that outlives us by a moment and ends our process groups: `kill -9` leaves us no time to do it. It starts with the first group, and there is one for
 * all of them. Not on Windows, which has neither groups nor such a shell.
 */
export class GroupWatcher {
  #child: ChildProcess | undefined;
  #failed = process.platform === 'win32';
  #ended = '';
  #waiting: NodeJS.Timeout | undefined;

  start(): void {
    if (!this.#child && !this.#failed) this.#child = this.#spawn();
  }

  add(group: number): void {
    this.start();
    this.#tell(`+${group}\n`);
  }

  remove(group: number): void {
    this.#ended += `-${group}\n`;
    this.#waiting ??= setTimeout(() => this.#tell(''), WAIT_MS).unref();
  }

  #spawn(): ChildProcess | undefined {
    const child = spawn('/bin/sh', ['-c', SCRIPT], { cwd: '/', env: {}, detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
    const fail = (): void => {
      this.#failed = true;
      this.#child = undefined;
    };
    child.once('error', fail).once('exit', fail);
    child.stdin?.on('error', fail);
    child.unref();
    (child.stdin as unknown as Socket).unref();
    return child;
  }

  /** Short lines are in the pipe when this returns: libuv writes at once what fits. */
  #tell(lines: string): void {
    clearTimeout(this.#waiting);
    this.#waiting = undefined;
    const all = `${this.#ended}${lines}`;
    this.#ended = '';
    this.#child?.stdin?.write(all);
  }
}

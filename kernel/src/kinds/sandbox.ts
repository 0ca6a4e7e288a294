export type SandboxMode = 'off' | 'read-only' | 'workspace-write' | 'full';
export type SandboxNetwork = 'off' | 'allow-list' | 'on';

/** Static facts of a backend. */
export interface SandboxContribution {
  id: string;
  /** systems it works on, as Node names them */
  platforms: NodeJS.Platform[];
  /** the lowest that works here is taken, unless configuration names one */
  order: number;
}

/** A path inside the sandbox that is not as the rest of the disk. Absolute, symlinks resolved, existing. */
export interface SandboxMount {
  path: string;
  /** `write`: as outside; `read`: nothing below it can be changed; `hidden`: cannot be read; `scratch`: an empty folder that is forgotten */
  as: 'write' | 'read' | 'hidden' | 'scratch';
}

/** What one command may touch. */
export interface SandboxLimits {
  /** the disk outside of `mounts`: can be read, or written as well */
  disk: 'read' | 'write';
  /** parents before what is below them */
  mounts: readonly SandboxMount[];
  /** no connection at all, every one, or those to these hosts: `example.com`, `*.example.com`, `localhost:8080` */
  network: 'off' | 'on' | { hosts: readonly string[] };
  /** absolute */
  cwd: string;
}

/** How a program is started so that the limits hold. It keeps arguments, streams, exit code and process group. */
export interface SandboxedProgram {
  file: string;
  args: string[];
  /** variables beyond those it is given */
  env?: Record<string, string>;
}

/** One way to confine programs. What it promises is never believed: the service `sandbox` tries it first. */
export interface Sandbox {
  /** What it would run with. Undefined: not installed. Starts nothing. */
  find(): Promise<{ program: string; version?: string } | undefined>;
  /** Asks the program itself, where `find` cannot know. */
  version?(): Promise<string | undefined>;
  /** @throws Error that says in one line why these limits cannot be had here */
  confine(program: SandboxedProgram, limits: SandboxLimits): Promise<SandboxedProgram>;
  /** After a command: takes away what it needed on the disk. */
  tidy?(): void;
  /** Ends what serves commands that still run: proxies. */
  close(): Promise<void>;
}

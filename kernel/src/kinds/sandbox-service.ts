import type { SandboxedProgram, SandboxMode, SandboxMount, SandboxNetwork } from './sandbox.ts';

export interface SandboxStatus {
  mode: SandboxMode;
  network: SandboxNetwork;
  allowHosts: string[];
  /** somebody chose the mode: configuration, or this run */
  chosen: boolean;
  /** true: commands run confined. False: they do not, by choice or for the reason in `why` */
  works: boolean;
  /** one line for people */
  why?: string;
  /** the backend that is used */
  backend?: string;
  program?: string;
  version?: string;
  /** every backend of this system, in the order tried */
  tried: SandboxTrial[];
  mounts: SandboxMount[];
}

/** What a trial showed: each must be true for a backend to count. */
export interface SandboxTrial {
  backend: string;
  installed: boolean;
  works: boolean;
  /** what failed, in one line */
  why?: string;
  ms?: number;
}

/** What one run wants beyond the configuration. */
export interface SandboxWish {
  mode?: SandboxMode;
  network?: SandboxNetwork;
  allowHosts?: string[];
}

/** A command on its way into the sandbox. */
export interface SandboxEntry {
  /** Gives the program the form in which the limits hold. @throws Error in one line where they cannot */
  wrap(program: SandboxedProgram): Promise<SandboxedProgram>;
  /**
   * After the command: takes away what must not come into being.
   * @returns one line for the model, when the sandbox may be why it failed
   */
  leave(result: { exitCode: number | null; text: string }): string | undefined;
}

/** Where a command runs. Absolute, symlinks resolved. */
export interface SandboxPlace {
  /** the session's folder, which decides what may be written */
  folder: string;
  /** the command's */
  cwd: string;
  /** rules of the session, beside those of the configuration: what they deny to read is hidden, what they allow by its whole name is not */
  rules?: { readonly allow: readonly string[]; readonly deny: readonly string[] };
  /** where whole outputs of the session's calls are kept: of our own data it may read these */
  outputs?: string;
}

/** Confines the commands that tools run. A backend counts only after it was tried: see docs/sandbox.md. */
export interface SandboxService {
  /** Tries the backends, once in a process. @param folder the session's */
  status(folder: string, wish?: SandboxWish): Promise<SandboxStatus>;
  /** @returns undefined: the command runs as it is, since the sandbox is off or nothing works here */
  enter(place: SandboxPlace, wish?: SandboxWish): Promise<SandboxEntry | undefined>;
  /** True: a sandbox was chosen and cannot be had, so that each command needs a permission of its own. */
  mustAsk(): Promise<boolean>;
}

/** A command contribution is what oclif needs to show help and parse without loading code; the build writes it from the command class. */
export interface CommandContribution {
  /** topics separated by `:`, e.g. `session:list`; the empty id is the bare `opencode` */
  id: string;
  /** path of the command's module inside the plugin */
  module?: string;
  /** oclif's cached form: summary, flags, args, examples … */
  cached?: Record<string, unknown>;
}

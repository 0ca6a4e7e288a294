/** ms after which a person wants to see that something goes on */
const PATIENCE_MS = 1_000;

export interface Watched {
  /** what is being done */
  title: string;
  /** where a person would see it; default: standard error */
  stream?: NodeJS.WriteStream;
  /** default: a second */
  patienceMs?: number;
  /** the line stays when the work is done */
  stays?: boolean;
}

/**
 * Work that may take a while. On a terminal it is said what goes on once that takes longer than a second, in a line that moves and is gone at the end;
 * where nobody watches, nothing is written.
 * @param work is given what says how far it is: "3/12"
 */
export async function whileWorking<T>(
  { title, stream = process.stderr, patienceMs = PATIENCE_MS, stays = false }: Watched,
  work: (tell: (progress: string) => void) => Promise<T>,
): Promise<T> {
  if (!stream.isTTY || process.env.TERM === 'dumb' || process.env.CI) return work(() => undefined);
  let told = '';
  let show: () => void = () => undefined;
  const done = work((progress) => {
    told = progress;
    show();
  });
  const ended = done.then(
    () => true,
    () => true,
  );
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), patienceMs);
  });
  if (await Promise.race([ended, late])) {
    clearTimeout(timer);
    return done;
  }
  const { DefaultRenderer, Listr, ListrLogger, ProcessOutput } = await import('listr2');
  // what counts is the terminal that it is shown on, not where the answer goes
  class Renderer extends DefaultRenderer {
    static override nonTTY = true;
  }
  const logger = new ListrLogger({ processOutput: new ProcessOutput(stream, stream) });
  const shown = new Listr(
    [
      {
        title,
        task: async (_context, task) => {
          show = () => {
            task.title = told === '' ? title : `${title} ${told}`;
          };
          show();
          await ended;
        },
      },
    ],
    { renderer: Renderer, rendererOptions: { logger, clearOutput: !stays } as never, registerSignalListeners: false },
  );
  const bringBack = () => void stream.write('\x1b[?25h');
  process.once('exit', bringBack);
  await shown.run();
  process.off('exit', bringBack);
  return done;
}

/** Says on stderr what is being done: a moving line on a terminal, plain lines elsewhere. */
export async function step<T>(title: string, work: () => Promise<T>): Promise<T> {
  if (!process.stderr.isTTY) {
    process.stderr.write(`${title}\n`);
    return work();
  }
  const { Listr, ListrLogger, ProcessOutput } = await import('listr2');
  const logger = new ListrLogger({ processOutput: new ProcessOutput(process.stderr, process.stderr) });
  const result: { value?: T } = {};
  const task = async () => {
    result.value = await work();
  };
  await new Listr([{ title, task }], { renderer: 'default', rendererOptions: { logger } as never, registerSignalListeners: false }).run();
  return result.value as T;
}

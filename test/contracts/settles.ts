/** ms after which something that should have ended counts as deaf: far above any machine's noise */
const PATIENCE_MS = 10_000;

/** Waits for the end of `running`, good or bad. @throws when it does not come */
export async function settles(running: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('still running after its signal was aborted')), PATIENCE_MS);
  });
  const end = running.then(
    () => undefined,
    () => undefined,
  );
  try {
    await Promise.race([end, late]);
  } finally {
    clearTimeout(timer);
  }
}

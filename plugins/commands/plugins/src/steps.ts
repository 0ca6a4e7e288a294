import { whileWorking } from '@ock/kernel/command';

/** Says on stderr what is being done: a moving line on a terminal, which stays when it is done, plain lines elsewhere. */
export function step<T>(title: string, work: () => Promise<T>): Promise<T> {
  if (!process.stderr.isTTY) process.stderr.write(`${title}\n`);
  return whileWorking({ title, patienceMs: 0, stays: true }, work);
}

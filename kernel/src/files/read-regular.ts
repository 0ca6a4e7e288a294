import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';

/** what `open` must not wait for: a pipe that nobody writes to would hold the process for ever, and no signal is heard meanwhile */
const OPEN = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** Reads a file of a place where commands may have put anything. Links are followed. @throws the system's error; EINVAL for what is no file */
export function readRegular(path: string): Buffer {
  const file = openSync(path, OPEN);
  try {
    if (!fstatSync(file).isFile()) throw Object.assign(new Error(`not a file: ${path}`), { code: 'EINVAL' });
    return readFileSync(file);
  } finally {
    closeSync(file);
  }
}

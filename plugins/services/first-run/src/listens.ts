import { connect } from 'node:net';

/** ms: somebody waits for the first prompt */
const DEADLINE_MS = 150;

/** Does a server on this machine take connections there? Never rejects, and is never late. */
export function listens({ hostname, port, protocol }: URL): Promise<boolean> {
  const socket = connect({
    host: hostname === 'localhost' ? '127.0.0.1' : hostname,
    port: Number(port || (protocol === 'https:' ? 443 : 80)),
  });
  return new Promise((resolve) => {
    const done = (is: boolean) => {
      clearTimeout(late);
      socket.destroy();
      resolve(is);
    };
    const late = setTimeout(() => done(false), DEADLINE_MS);
    socket.once('connect', () => done(true));
    socket.once('error', () => done(false));
  });
}

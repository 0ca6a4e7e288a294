import type { HttpClient } from '@ock/kernel';
import type { Env } from './address.ts';

/** A machine of Google's own knows who it is; elsewhere nobody answers at this address. */
const HOST = '169.254.169.254';
/** ms: it answers at once or not at all */
const PROBE_MS = 800;
const BODY_BYTES = 64 << 10;

interface Io {
  http: HttpClient;
  signal: AbortSignal;
}

/** The account that this machine runs as. */
export interface MachineAccount {
  type: 'machine';
  host: string;
  project: string;
}

/** Asks the metadata server of Compute Engine, Cloud Run and the like; undefined where there is none, or `NO_GCE_CHECK` says not to ask. */
export async function machineAccount(env: Env, io: Io): Promise<MachineAccount | undefined> {
  if (/^(1|true)$/i.test(env.NO_GCE_CHECK ?? '')) return undefined;
  const host = env.GCE_METADATA_HOST?.trim() || HOST;
  const signal = AbortSignal.any([io.signal, AbortSignal.timeout(PROBE_MS)]);
  try {
    const project = await askMachine(host, 'project/project-id', { http: io.http, signal });
    return project === undefined ? undefined : { type: 'machine', host, project: project.trim() };
  } catch (error) {
    if (io.signal.aborted) throw error;
    return undefined;
  }
}

/** One value of the metadata server; undefined where what answers is none, or has no such value. */
export async function askMachine(host: string, path: string, { http, signal }: Io): Promise<string | undefined> {
  const response = await http.request({
    url: `http://${host}/computeMetadata/v1/${path}`,
    method: 'GET',
    headers: { 'metadata-flavor': 'Google' },
    signal,
  });
  const text = await response.text(BODY_BYTES);
  return response.status === 200 && response.headers['metadata-flavor'] === 'Google' ? text : undefined;
}

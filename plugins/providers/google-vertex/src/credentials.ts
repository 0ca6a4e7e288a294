import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { type ErrorDetails, type HttpClient, KernelError } from '@ock/kernel';
import type { Env } from './address.ts';
import type { Gcloud } from './gcloud.ts';
import { type MachineAccount, machineAccount } from './metadata.ts';

export interface ServiceAccount {
  type: 'service_account';
  email: string;
  privateKey: string;
  keyId?: string;
  tokenUri: string;
  project?: string;
}
export interface AuthorizedUser {
  type: 'authorized_user';
  clientId: string;
  clientSecret: string;
  refreshToken: string;
  tokenUri: string;
  project?: string;
  quotaProject?: string;
}
export type Credentials = ServiceAccount | AuthorizedUser | { type: 'token'; token: string; project?: string };

interface Io {
  http: HttpClient;
  signal: AbortSignal;
}

const TOKEN_URI = 'https://oauth2.googleapis.com/token';

/**
 * What the person has to show, in this order: a key given to us (an access token, or the JSON of a credentials file), the file that
 * `GOOGLE_APPLICATION_CREDENTIALS` names, the login that gcloud keeps, the account of the machine where it is one of Google's, what gcloud itself
 * says.
 * @throws OC_AUTH_MISSING when there is nothing, OC_AUTH_REFUSED when it is of no use, OC_FILE when the file cannot be read
 */
export async function findCredentials(env: Env, key: string | undefined, gcloud: Gcloud, io: Io): Promise<Credentials | MachineAccount> {
  if (key) return key.trimStart().startsWith('{') ? parse(key, 'the key') : { type: 'token', token: key.trim() };
  const named = env.GOOGLE_APPLICATION_CREDENTIALS?.trim();
  if (named) return parse(await read(named), named);
  const login = join(gcloudFolder(env), 'application_default_credentials.json');
  try {
    return parse(await readFile(login, 'utf8'), login);
  } catch (error) {
    if (error instanceof KernelError) throw error;
    const machine = await machineAccount(env, io);
    if (machine) return machine;
    const login = await gcloud.token(io);
    if (login) return { type: 'token', ...login };
    throw new KernelError(
      'OC_AUTH_MISSING',
      { provider: 'google-vertex', env: 'GOOGLE_APPLICATION_CREDENTIALS', url: 'Or run "gcloud auth application-default login".' },
      { cause: error },
    );
  }
}

function gcloudFolder(env: Env): string {
  if (env.CLOUDSDK_CONFIG) return env.CLOUDSDK_CONFIG;
  if (process.platform === 'win32' && env.APPDATA) return join(env.APPDATA, 'gcloud');
  return join(env.HOME ?? homedir(), '.config', 'gcloud');
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new KernelError('OC_FILE', { file, message: cause instanceof Error ? cause.message : String(cause) }, { cause });
  }
}

function parse(text: string, from: string): Credentials {
  const refuse = (because: string, more: ErrorDetails = {}, cause?: unknown): KernelError =>
    new KernelError('OC_AUTH_REFUSED', { because, from, ...more }, cause === undefined ? {} : { cause });
  let json: Record<string, unknown>;
  try {
    json = JSON.parse(text) as Record<string, unknown>;
  } catch (cause) {
    throw refuse('provider-google-vertex.not_json', {}, cause);
  }
  const field = (name: string): string => {
    const value = json[name];
    if (typeof value !== 'string' || value === '') throw refuse('provider-google-vertex.lacks', { name });
    return value;
  };
  const maybe = (name: string): string | undefined => (typeof json[name] === 'string' && json[name] !== '' ? json[name] : undefined);
  const tokenUri = checkedUri(maybe('token_uri') ?? TOKEN_URI);
  if (!tokenUri) throw refuse('provider-google-vertex.bare_token_uri');
  const project = maybe('project_id') ?? maybe('quota_project_id');
  const common = { tokenUri, ...(project ? { project } : {}) };
  if (json.type === 'service_account') {
    const keyId = maybe('private_key_id');
    return {
      type: 'service_account',
      email: field('client_email'),
      privateKey: field('private_key'),
      ...(keyId ? { keyId } : {}),
      ...common,
    };
  }
  if (json.type === 'authorized_user') {
    const quotaProject = maybe('quota_project_id');
    return {
      type: 'authorized_user',
      clientId: field('client_id'),
      clientSecret: field('client_secret'),
      refreshToken: field('refresh_token'),
      ...(quotaProject ? { quotaProject } : {}),
      ...common,
    };
  }
  throw refuse('provider-google-vertex.other_type', { type: String(json.type) });
}

/** Secrets travel there: encrypted, or not beyond this machine. */
function checkedUri(uri: string): string | undefined {
  if (!URL.canParse(uri)) return undefined;
  const { protocol, hostname } = new URL(uri);
  const isLocal = protocol === 'http:' && (hostname === '127.0.0.1' || hostname === 'localhost');
  return protocol === 'https:' || isLocal ? uri : undefined;
}

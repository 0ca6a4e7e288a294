import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CredentialIo, Unusable } from './credentials.ts';
import { fetchText } from './fetch-text.ts';
import { keysOf } from './keys.ts';
import type { Profile } from './profile.ts';
import { domainOf } from './region.ts';
import type { AwsCredentials } from './sign.ts';

interface Token {
  accessToken?: string;
  expiresAt?: string;
}

/** Keys of the role a profile has by single sign-on, for the token that `aws sso login` keeps. */
export async function ssoCredentials(io: CredentialIo, profile: Profile, unusable: Unusable): Promise<AwsCredentials> {
  const session = profile.sso_session ? await io.files.ssoSession(profile.sso_session) : profile;
  if (!session) throw unusable('provider-amazon-bedrock.no_sso_session', { session: profile.sso_session });
  const { sso_region: region, sso_start_url: start } = session;
  const { sso_account_id: account, sso_role_name: role } = profile;
  if (!region || !start || !account || !role) throw unusable('provider-amazon-bedrock.sso_incomplete');
  const key = createHash('sha1')
    .update(profile.sso_session ?? start)
    .digest('hex');
  const token = await readToken(join(io.files.home, '.aws', 'sso', 'cache', `${key}.json`));
  const expired = !token?.expiresAt || Date.parse(token.expiresAt) <= Date.now();
  if (!token?.accessToken || expired) throw unusable('provider-amazon-bedrock.sso_login');

  const base = io.env.AWS_ENDPOINT_URL_SSO || `https://portal.sso.${region}.${domainOf(region)}`;
  const query = new URLSearchParams({ role_name: role, account_id: account });
  const url = `${base.replace(/\/+$/, '')}/federation/credentials?${query}`;
  const text = await fetchText(io, 'AWS single sign-on', { url, headers: { 'x-amz-sso_bearer_token': token.accessToken } });
  const { accessKeyId, secretAccessKey, sessionToken, expiration } = credentialsIn(text, unusable);
  const keys = keysOf(accessKeyId, secretAccessKey, sessionToken);
  if (!keys) throw unusable('provider-amazon-bedrock.sso_no_keys');
  return { ...keys, ...(typeof expiration === 'number' ? { expires: expiration } : {}) };
}

interface RoleCredentials {
  accessKeyId?: string;
  secretAccessKey?: string;
  sessionToken?: string;
  /** ms since 1970 */
  expiration?: number;
}

function credentialsIn(text: string, unusable: Unusable): RoleCredentials {
  try {
    return (JSON.parse(text) as { roleCredentials?: RoleCredentials }).roleCredentials ?? {};
  } catch (cause) {
    throw unusable('provider-amazon-bedrock.sso_no_json', {}, cause);
  }
}

async function readToken(file: string): Promise<Token | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Token;
  } catch {
    // absent or damaged: signing in writes it anew
    return undefined;
  }
}

import { readFile } from 'node:fs/promises';
import { KernelError } from '@ock/kernel';
import type { CredentialIo, Unusable } from './credentials.ts';
import { fetchText } from './fetch-text.ts';
import { keysOf } from './keys.ts';
import type { Profile } from './profile.ts';
import { domainOf } from './region.ts';
import { type AwsCredentials, signRequest } from './sign.ts';

const VERSION = '2011-06-15';
const FORM = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };

/** Keys of the role that a profile takes on with the keys of another. */
export async function assumeRole(io: CredentialIo, source: AwsCredentials, profile: Profile, unusable: Unusable): Promise<AwsCredentials> {
  if (profile.mfa_serial) throw unusable('provider-amazon-bedrock.second_factor');
  const { url, region } = endpointOf(io, profile);
  const body = form('AssumeRole', profile.role_arn ?? '', io, profile, profile.external_id ? { ExternalId: profile.external_id } : {});
  const request = { method: 'POST', url, headers: FORM, body };
  const signed = await signRequest(request, source, { region, service: 'sts' });
  return credentialsIn(await fetchText(io, 'AWS STS', { ...request, headers: { ...FORM, ...signed } }));
}

/** Keys of a role for the token in a file, which clusters and pipelines write. */
export async function webIdentityRole(io: CredentialIo, tokenFile: string, role: string, profile: Profile = {}): Promise<AwsCredentials> {
  let token: string;
  try {
    token = (await readFile(tokenFile, 'utf8')).trim();
  } catch (cause) {
    throw new KernelError('OC_AUTH_STORE', { file: tokenFile, message: (cause as Error).message }, { cause });
  }
  const body = form('AssumeRoleWithWebIdentity', role, io, profile, { WebIdentityToken: token });
  return credentialsIn(await fetchText(io, 'AWS STS', { url: endpointOf(io, profile).url, method: 'POST', headers: FORM, body }));
}

function endpointOf(io: CredentialIo, profile: Profile): { url: string; region: string } {
  const region = profile.region || io.region;
  const base = io.env.AWS_ENDPOINT_URL_STS || `https://sts.${region}.${domainOf(region)}`;
  return { url: `${base.replace(/\/+$/, '')}/`, region };
}

function form(action: string, role: string, io: CredentialIo, profile: Profile, more: Record<string, string>): string {
  const session = profile.role_session_name || io.env.AWS_ROLE_SESSION_NAME || 'opencode';
  return new URLSearchParams({ Action: action, Version: VERSION, RoleArn: role, RoleSessionName: session, ...more }).toString();
}

/** The service answers in XML, of which four elements matter. */
function credentialsIn(xml: string): AwsCredentials {
  const element = (name: string) => new RegExp(`<${name}>\\s*([^<]+?)\\s*</${name}>`).exec(xml)?.[1];
  const keys = keysOf(element('AccessKeyId'), element('SecretAccessKey'), element('SessionToken'));
  if (!keys) throw new KernelError('OC_AUTH_REFUSED', { because: 'provider-amazon-bedrock.sts_no_keys' });
  const expires = Date.parse(element('Expiration') ?? '');
  return { ...keys, ...(Number.isNaN(expires) ? {} : { expires }) };
}

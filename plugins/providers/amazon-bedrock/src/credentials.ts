import { type ErrorDetails, type HttpClient, KernelError } from '@ock/kernel';
import { containerCredentials } from './container.ts';
import { instanceCredentials } from './instance.ts';
import { keysOf } from './keys.ts';
import { processCredentials } from './process.ts';
import type { AwsFiles, Environment, Profile } from './profile.ts';
import type { AwsCredentials } from './sign.ts';
import { ssoCredentials } from './sso.ts';
import { assumeRole, webIdentityRole } from './sts.ts';

/** profiles that may refer to one another, one behind the other */
const MAX_PROFILES = 5;

export interface CredentialIo {
  env: Environment;
  files: AwsFiles;
  http: HttpClient;
  signal: AbortSignal;
  /** region of the token service where a profile names none */
  region: string;
}

/**
 * Credentials by the variables' keys, the profile that is named, a web identity (as in clusters and pipelines), the profile `default`,
 * the container's own service, or that of the machine. A profile that was chosen in the configuration goes before all of them.
 * @throws OC_AUTH_MISSING when there are none, OC_AUTH_STORE when a profile cannot be used, ModelError when a service refuses
 */
export async function findCredentials(io: CredentialIo, chosen?: string): Promise<AwsCredentials> {
  const fromEnv = chosen === undefined ? environmentKeys(io.env) : undefined;
  if (fromEnv) return fromEnv;
  const named = chosen ?? (io.env.AWS_PROFILE || undefined);
  if (named !== undefined) return profileCredentials(io, named);
  const { AWS_WEB_IDENTITY_TOKEN_FILE: tokenFile, AWS_ROLE_ARN: role } = io.env;
  if (tokenFile && role) return webIdentityRole(io, tokenFile, role);
  if (await io.files.profile('default')) return profileCredentials(io, 'default');
  const given = (await containerCredentials(io)) ?? (await instanceCredentials(io));
  if (given) return given;
  throw new KernelError('OC_AUTH_MISSING', {
    provider: 'amazon-bedrock',
    env: 'AWS_BEARER_TOKEN_BEDROCK, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE',
    url: '',
  });
}

async function profileCredentials(io: CredentialIo, name: string, depth = 0): Promise<AwsCredentials> {
  const profile = await io.files.profile(name);
  if (!profile) throw unusable(io, name, 'provider-amazon-bedrock.no_profile');
  if (depth >= MAX_PROFILES) throw unusable(io, name, 'provider-amazon-bedrock.circle');
  const fail: Unusable = (because, more, cause) => unusable(io, name, because, more, cause);
  const keys = keysOf(profile.aws_access_key_id, profile.aws_secret_access_key, profile.aws_session_token);
  if (profile.role_arn) {
    if (profile.web_identity_token_file) return webIdentityRole(io, profile.web_identity_token_file, profile.role_arn, profile);
    // a profile may name itself as the source of the keys it holds
    const source = profile.source_profile === name ? undefined : profile.source_profile;
    if (source) return assumeRole(io, await profileCredentials(io, source, depth + 1), profile, fail);
    if (profile.credential_source) return assumeRole(io, await sourceCredentials(io, name, profile), profile, fail);
    if (keys) return assumeRole(io, keys, profile, fail);
  }
  if (keys) return keys;
  if (profile.credential_process) return processCredentials(io, profile.credential_process, fail);
  if (profile.sso_session || profile.sso_start_url) return ssoCredentials(io, profile, fail);
  throw fail('provider-amazon-bedrock.no_keys');
}

async function sourceCredentials(io: CredentialIo, name: string, { credential_source: source }: Profile): Promise<AwsCredentials> {
  const sources: Record<string, (io: CredentialIo) => AwsCredentials | undefined | Promise<AwsCredentials | undefined>> = {
    Environment: ({ env }) => environmentKeys(env),
    EcsContainer: containerCredentials,
    Ec2InstanceMetadata: instanceCredentials,
  };
  const found = await sources[source ?? '']?.(io);
  if (!found) throw unusable(io, name, 'provider-amazon-bedrock.source_empty', { source });
  return found;
}

/** @param because key of the catalogue, whose text names the profile */
export type Unusable = (because: string, more?: ErrorDetails, cause?: unknown) => KernelError;

function unusable(io: CredentialIo, profile: string, because: string, more?: ErrorDetails, cause?: unknown): KernelError {
  return new KernelError('OC_AUTH_STORE', { file: io.files.configFile, profile, because, ...more }, { cause });
}

function environmentKeys(env: Environment): AwsCredentials | undefined {
  return keysOf(env.AWS_ACCESS_KEY_ID, env.AWS_SECRET_ACCESS_KEY, env.AWS_SESSION_TOKEN);
}

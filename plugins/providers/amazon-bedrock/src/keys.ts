import type { AwsCredentials } from './sign.ts';

/** Credentials from their parts; undefined unless there are both a key and its secret. */
export function keysOf(id: string | undefined, secret: string | undefined, token: string | undefined): AwsCredentials | undefined {
  const [accessKeyId, secretAccessKey, sessionToken] = [id?.trim(), secret?.trim(), token?.trim()];
  return accessKeyId && secretAccessKey ? { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) } : undefined;
}

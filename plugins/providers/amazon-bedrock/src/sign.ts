export interface AwsCredentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
  /** ms since 1970 after which they are no longer good */
  expires?: number;
}
export interface SignedRequest {
  method: string;
  url: string;
  /** all of them are signed: leave out what a proxy may change */
  headers: Record<string, string>;
  body?: string;
}
export interface SigningScope {
  region: string;
  service: string;
  /** `YYYYMMDDTHHMMSSZ`; default: now */
  datetime?: string;
}

/** The headers that AWS Signature Version 4 adds to a request. */
export async function signRequest(
  { method, url, headers, body }: SignedRequest,
  { accessKeyId, secretAccessKey, sessionToken }: AwsCredentials,
  scope: SigningScope,
): Promise<Record<string, string>> {
  const { AwsV4Signer } = await import('aws4fetch');
  const signer = new AwsV4Signer({ method, url, headers, body, accessKeyId, secretAccessKey, sessionToken, allHeaders: true, ...scope });
  const signed = (await signer.sign()).headers;
  const added: Record<string, string> = {};
  for (const name of ['authorization', 'x-amz-date', 'x-amz-security-token']) {
    const value = signed.get(name);
    if (value !== null) added[name] = value;
  }
  return added;
}

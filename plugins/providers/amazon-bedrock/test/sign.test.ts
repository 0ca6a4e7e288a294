import { expect } from 'chai';
import { signRequest } from '../src/sign.ts';

/** From AWS's published test suite for Signature Version 4: request, then the headers that are signed and the signature. */
const VECTORS: Record<
  string,
  { method?: string; path?: string; headers?: Record<string, string>; body?: string; signed?: string; signature: string }
> = {
  'get-vanilla': { signature: '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31' },
  'post-vanilla': { method: 'POST', signature: '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b' },
  'get-vanilla-query-order-key-case': {
    path: '/?Param2=value2&Param1=value1',
    signature: 'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500',
  },
  'get-vanilla-empty-query-key': {
    path: '/?Param1=value1',
    signature: 'a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb',
  },
  'get-unreserved': {
    path: '/-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
    signature: '07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f',
  },
  'get-header-value-trim': {
    headers: { 'My-Header1': ' value1', 'My-Header2': ' "a   b   c"' },
    signed: 'host;my-header1;my-header2;x-amz-date',
    signature: 'acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736',
  },
  'post-x-www-form-urlencoded': {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: 'Param1=value1',
    signed: 'content-type;host;x-amz-date',
    signature: 'ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a',
  },
  'post-sts-header-before': {
    method: 'POST',
    signed: 'host;x-amz-date;x-amz-security-token',
    signature: '85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead',
  },
};
const TOKEN =
  'AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfIeoIYRqTflfKD8YUuwthAx7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+scqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA==';
const CREDENTIALS = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };
const SCOPE = { region: 'us-east-1', service: 'service', datetime: '20150830T123600Z' };

describe('AWS Signature Version 4', () => {
  for (const [name, { method = 'GET', path = '/', headers = {}, body, signed = 'host;x-amz-date', signature }] of Object.entries(VECTORS)) {
    it(`agrees with AWS on ${name}`, async () => {
      const credentials = { ...CREDENTIALS, ...(name.includes('sts') ? { sessionToken: TOKEN } : {}) };
      const request = { method, url: `https://example.amazonaws.com${path}`, headers, ...(body === undefined ? {} : { body }) };
      const added = await signRequest(request, credentials, SCOPE);
      expect(added.authorization).to.equal(
        `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=${signed}, Signature=${signature}`,
      );
      expect(added['x-amz-date']).to.equal('20150830T123600Z');
    });
  }

  it('signs the path of a model as it is sent, encoded once more', async () => {
    const sign = (path: string) =>
      signRequest(
        { method: 'POST', url: `https://example.amazonaws.com/model/${path}/converse`, headers: {}, body: '{}' },
        CREDENTIALS,
        SCOPE,
      );
    const [encoded, bare] = await Promise.all([sign('a.b-v1%3A0'), sign('a.b-v1:0')]);
    expect(encoded.authorization).not.to.equal(bare.authorization);
  });
});

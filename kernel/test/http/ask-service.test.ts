import { expect } from 'chai';
import { askService } from '../../src/http/ask-service.ts';
import type { HttpClient, HttpRequest } from '../../src/http/client.ts';
import type { KernelError } from '../../src/runtime/errors.ts';

const signal = new AbortController().signal;

function http(status: number, body: string, seen: HttpRequest[] = []): HttpClient {
  return {
    async request(request) {
      seen.push(request);
      return { status, headers: {}, read: async () => undefined, text: async () => body };
    },
  };
}

describe('askService', () => {
  it('posts a form and reads the object', async () => {
    const seen: HttpRequest[] = [];
    const body = new URLSearchParams({ a: 'b c' });
    const { answer } = await askService({ http: http(200, '{"x":1}', seen), signal }, 'S', {
      url: 'https://s.example',
      method: 'POST',
      body,
    });
    expect(answer).to.deep.equal({ x: 1 });
    expect(seen[0]).to.deep.include({ body: 'a=b+c', method: 'POST' });
    expect(seen[0]?.headers).to.include({ 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' });
  });

  for (const [status, body, code, says] of [
    [401, '{"error":"invalid_client","error_description":"Bad \\"secret\\""}', 'OC_AUTH_REFUSED', 'S answered 401: Bad "secret"'],
    [403, '{"message":"not for you"}', 'OC_AUTH_REFUSED', 'S answered 403: not for you'],
    [404, '<html><title>Not Found</title></html>', 'OC_AUTH_REFUSED', 'S answered 404: Not Found'],
    [503, '', 'OC_MODEL_HTTP', 'S answered 503'],
    [200, '<html>', 'OC_MODEL_UNREADABLE', 'S answered with something that is not a JSON object'],
  ] as const) {
    it(`says what ${status} with ${body.slice(0, 12) || 'nothing'} means`, async () => {
      const error = (await askService({ http: http(status, body), signal }, 'S', { url: 'https://s.example' }).catch(
        (thrown) => thrown,
      )) as KernelError;
      expect(error.code).to.equal(code);
      expect(error.details.message).to.equal(says);
    });
  }

  it('takes a status for an answer where it is told to', async () => {
    expect(await askService({ http: http(404, '{}'), signal }, 'S', { url: 'https://s.example', accept: [404] })).to.deep.equal({
      status: 404,
      answer: {},
    });
  });
});

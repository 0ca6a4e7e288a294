import { expect } from 'chai';
import { describeError, readErrorText } from '../../src/http/error-text.ts';
import { httpFailure, streamFailure } from '../../src/http/model-failure.ts';
import { endpoint, modelHeaders } from '../../src/http/model-headers.ts';
import { retryAfterMs } from '../../src/http/retry-after.ts';

const where = { provider: 'acme', model: 'm', apiKey: 'sk-verysecretkey' };
const http = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  httpFailure(status, headers, typeof body === 'string' ? body : JSON.stringify(body), where);

describe('model failures', () => {
  for (const [body, message] of [
    [{ error: { message: 'boom', type: 't' } }, 'boom'],
    [{ error: 'boom' }, 'boom'],
    [{ message: 'boom' }, 'boom'],
    [{ detail: [{ loc: ['body'], msg: 'boom' }] }, 'boom'],
    [{ detail: 'boom' }, 'boom'],
    [[{ error: { code: 400, message: 'boom', status: 'INVALID' } }], 'boom'],
    [{ errors: [{ message: 'boom' }] }, 'boom'],
    [{ error: { message: '{"error":{"message":"boom"}}' } }, 'boom'],
    [{ type: 'error', error: { type: 'x', message: ' bo\n\nom ' } }, 'bo om'],
    ['data: {"error":{"message":"boom"}}\n\n', 'boom'],
    ['<html><head><title>504 Gateway</title></head><body><p>x</p></body></html>', '504 Gateway'],
    ['<html><script>var x</script><body>Sorry &amp; bye</body></html>', 'Sorry & bye'],
    ['just text', 'just text'],
    ['{"broken": ', '{"broken":'],
    ['', ''],
    [{}, ''],
    ['null', 'null'],
  ] as const) {
    it(`reads ${JSON.stringify(body).slice(0, 60)}`, () => {
      expect(readErrorText(typeof body === 'string' ? body : JSON.stringify(body)).message).to.equal(message);
    });
  }

  it('blots out keys and stays short', () => {
    const error = http(400, { error: { message: `key sk-proj-abcdef123456 and Bearer abc.def and ${where.apiKey} ${'x'.repeat(900)}` } });
    expect(error.message).not.to.match(/abcdef123456|abc\.def|verysecret/);
    expect(String(error.details.message).length).to.be.below(340);
  });

  for (const text of [
    "This model's maximum context length is 8192 tokens. However, your messages resulted in 9000 tokens.",
    'prompt is too long: 210000 tokens > 200000 maximum',
    'input length and `max_tokens` exceed context limit: 190000 + 20000 > 200000',
    'the request exceeds the available context size, try increasing it',
    'Your input exceeds the context window of this model.',
    'Please reduce the length of the messages or completion.',
    'Input is too long for requested model.',
  ]) {
    it(`knows "${text.slice(0, 40)}…" as an overflow`, () => {
      expect(http(400, { error: { message: text } })).to.include({ code: 'OC_MODEL_CONTEXT', retryable: false });
    });
  }

  it('does not take a limit on throughput for an overflow', () => {
    const text =
      'Rate limit reached for gpt in organization x on tokens per min (TPM): Limit 30000, Used 29000, Requested 5000. Please try again in 1.5s.';
    expect(http(429, { error: { message: text } })).to.include({ code: 'OC_MODEL_HTTP', retryable: true, retryAfterMs: 1500 });
    expect(http(400, { error: { message: 'messages.0.content is empty' } })).to.include({ code: 'OC_MODEL_HTTP', retryable: false });
  });

  it('does not retry an empty purse, nor what the server says not to', () => {
    expect(http(429, { error: { message: 'You exceeded your current quota', code: 'insufficient_quota' } })).to.include({
      retryable: false,
    });
    const rate = `You exceeded your current quota, please check your plan and billing details. ${'x'.repeat(300)}\nPlease retry in 38.6s.`;
    expect(http(429, { error: { code: 429, message: rate, status: 'RESOURCE_EXHAUSTED' } })).to.include({
      retryable: true,
      retryAfterMs: 38_600,
    });
    expect(http(500, {}, { 'x-should-retry': 'false' })).to.include({ retryable: false });
    expect(http(400, {}, { 'x-should-retry': 'true' })).to.include({ retryable: true });
    expect(http(413, '')).to.include({ code: 'OC_MODEL_CONTEXT' });
    expect(http(501, '')).to.include({ retryable: false });
  });

  it('knows a refused key by its text where the status does not tell', () => {
    const refused = { error: { code: 400, message: 'API key not valid. Please pass a valid API key.', status: 'INVALID_ARGUMENT' } };
    expect(http(400, refused)).to.include({ code: 'OC_AUTH_REFUSED', retryable: false });
    expect(http(400, [refused])).to.include({ code: 'OC_AUTH_REFUSED' });
  });

  for (const [status, text] of [
    [400, 'The provided model identifier is invalid.'],
    [400, 'Invalid model: mistral-huge'],
    [400, 'foo/bar is not a valid model ID'],
    [400, 'Unknown model: gpt-9'],
    [400, "The requested model 'x/y' does not exist."],
    [403, 'Project `proj_x` does not have access to model `gpt-5.5`'],
    [403, "You don't have access to the model with the specified model ID."],
    [404, 'models/gemini-9 is not found for API version v1beta'],
  ] as const) {
    it(`points to the models after "${text}"`, () =>
      expect(http(status, { error: { message: text } }).details.next).to.equal('next.model'));
  }

  it('says that the model is a deployment where there is none of that name', () => {
    const error = { code: 'DeploymentNotFound', message: 'The API deployment for this resource does not exist.' };
    expect(http(404, { error }).details.next).to.equal('next.deployment');
  });

  it('points to no models where something else is wrong', () => {
    for (const text of ["'temperature' is not supported with this model.", 'messages: roles must alternate', 'Invalid schema for function'])
      expect(http(400, { error: { message: text } }).details.next).to.equal(undefined);
  });

  it('judges errors inside a stream by their type, or by the status they name', () => {
    const stream = (error: unknown) => streamFailure({ error }, where);
    expect(stream({ type: 'overloaded_error', message: 'Overloaded' })).to.include({ retryable: true });
    expect(stream({ message: 'Provider returned error', code: 502 })).to.include({ retryable: true, status: 502 });
    expect(stream({ message: 'bad', code: 400 })).to.include({ retryable: false, status: 400 });
    expect(stream({ type: 'invalid_request_error', message: 'prompt is too long: 2 > 1' })).to.include({
      code: 'OC_MODEL_CONTEXT',
      retryable: false,
    });
    expect(stream({ type: 'authentication_error', message: 'x' })).to.include({ code: 'OC_AUTH_REFUSED' });
    expect(describeError(undefined).message).to.equal('');
  });

  it('reads how long to wait', () => {
    const now = Date.parse('2026-01-01T00:00:00Z');
    expect(retryAfterMs({ 'retry-after': '2' })).to.equal(2000);
    expect(retryAfterMs({ 'retry-after': '0.25' })).to.equal(250);
    expect(retryAfterMs({ 'retry-after': 'Thu, 01 Jan 2026 00:00:07 GMT' }, '', now)).to.equal(7000);
    expect(retryAfterMs({ 'retry-after': 'Thu, 01 Jan 2020 00:00:00 GMT' }, '', now)).to.equal(0);
    expect(retryAfterMs({ 'retry-after-ms': '1500', 'retry-after': '9' })).to.equal(1500);
    expect(retryAfterMs({}, 'try again in 20ms')).to.equal(20);
    expect(retryAfterMs({}, 'Please retry after 3 seconds')).to.equal(3000);
    expect(retryAfterMs({ 'retry-after': 'soon' })).to.equal(undefined);
    expect(retryAfterMs({})).to.equal(undefined);
  });

  it('joins base URLs and paths, and puts the key where it belongs', () => {
    expect(endpoint('https://a/v1/', '/chat')).to.equal('https://a/v1/chat');
    expect(endpoint('https://a/v1/chat', '/chat')).to.equal('https://a/v1/chat');
    expect(endpoint('https://a/openai?api-version=1', '/chat')).to.equal('https://a/openai/chat?api-version=1');
    const target = {
      provider: 'p',
      model: 'm',
      wire: 'w',
      baseUrl: '',
      headers: { 'X-A': 'b' },
      info: { id: 'm' },
      extra: {},
      apiKey: ' k\n',
    };
    expect(modelHeaders({ ...target, auth: { type: 'bearer' } })).to.deep.equal({ 'x-a': 'b', authorization: 'Bearer k' });
    expect(modelHeaders({ ...target, auth: { type: 'header', name: 'X-Api-Key' } })).to.deep.equal({ 'x-a': 'b', 'x-api-key': 'k' });
    expect(modelHeaders({ ...target, auth: { type: 'none' } })).to.deep.equal({ 'x-a': 'b' });
  });
});

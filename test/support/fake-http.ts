import type { Credential, CredentialAccess, HttpClient, HttpRequest } from '@ock/kernel';

export interface FakeAnswer {
  status?: number;
  body?: unknown;
}

/** A client that answers by path and keeps what it was asked; each path's answers are used up in order, the last one stays. */
export function fakeHttp(answers: Record<string, FakeAnswer[]>): { http: HttpClient; asked: (HttpRequest & { form: URLSearchParams })[] } {
  const asked: (HttpRequest & { form: URLSearchParams })[] = [];
  const http: HttpClient = {
    async request(request) {
      asked.push({ ...request, form: new URLSearchParams(String(request.body ?? '')) });
      const queue = answers[new URL(request.url).pathname] ?? [{ status: 404, body: {} }];
      const { status = 200, body = {} } = (queue.length > 1 ? queue.shift() : queue[0]) as FakeAnswer;
      const text = JSON.stringify(body);
      return { status, headers: {}, read: async () => undefined, text: async () => text };
    },
  };
  return { http, asked };
}

/** What a sign-in left, in memory. */
export function held(credential: Credential): CredentialAccess & { current: Credential } {
  const access = {
    current: credential,
    get: () => access.current,
    set: async (next: Credential) => {
      access.current = next;
    },
    renew: async (old: Credential, renew: (current: Credential) => Promise<Credential>) => {
      access.current = await renew(old);
      return access.current;
    },
  };
  return access;
}

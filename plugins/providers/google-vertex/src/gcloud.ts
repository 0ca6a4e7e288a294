import { commandOutput, type FreshToken, HeldTokens, type ProviderIo } from '@ock/kernel';
import type { Env } from './address.ts';

/** ms: gcloud hands out tokens that have been used for a while */
const LIFE_MS = 15 * 60_000;

export interface GcloudToken extends FreshToken {
  /** in which gcloud works */
  project?: string;
}

/** The login of Google's own tool, asked once in a while: it takes a second to answer. */
export class Gcloud {
  readonly #env: Env;
  readonly #tokens = new HeldTokens<GcloudToken>();

  constructor(env: Env) {
    this.#env = env;
  }

  /** Undefined where there is no such tool, or nobody is signed in. */
  async token(io: ProviderIo): Promise<GcloudToken | undefined> {
    try {
      return await this.#tokens.get('gcloud', async (now) => {
        const token = await this.#ask(io, 'auth', 'print-access-token');
        if (!token || /\s/.test(token)) throw new NoLogin();
        const project = await this.#ask(io, 'config', 'get-value', 'project');
        return { token, expires: now + LIFE_MS, ...(project && /^[a-z][a-z0-9.:-]+$/.test(project) ? { project } : {}) };
      });
    } catch (error) {
      if (error instanceof NoLogin) return undefined;
      throw error;
    }
  }

  async #ask(io: ProviderIo, ...args: string[]): Promise<string | undefined> {
    return (await commandOutput('gcloud', args, { env: this.#env, signal: io.signal }))?.trim();
  }
}

class NoLogin extends Error {}

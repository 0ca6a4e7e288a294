import type { HttpClient } from '../http/client.ts';
import type { EmbeddingsContribution } from './embedding.ts';
import type { AuthScheme, ModelInfo, ModelTarget, ModelTimeouts } from './model.ts';

/** A provider is data wherever its wire suffices: this is all of it. */
export interface ProviderContribution {
  id: string;
  name: string;
  /** the wire it speaks: `requires` must name it too */
  wire: string;
  /** `{env:NAME}` in it stands for a variable's value */
  baseUrl?: string;
  /** environment variables that replace `baseUrl`, first one set wins */
  baseUrlEnv?: string[];
  auth: AuthScheme & {
    /** environment variables that hold the key, first one set wins */
    env?: string[];
    /** true: works without a key (local servers) */
    optional?: boolean;
    /** what it takes in place of a key and finds by itself: whose they are, and where to look whether there are any (`~/` and `{env:NAME}` in files) */
    credentials?: { name: string; env?: string[]; files?: string[] };
  };
  headers?: Record<string, string>;
  models: ModelInfo[];
  /** true: takes ids beyond those that are known (profiles, deployments and fine-tuned models of a person's own); default: where none are listed */
  anyModel?: boolean;
  /**
   * Facts of models by how their ids begin, for models that are not listed above (the catalogue's, new ones, deployments of a person's own)
   * and for what the list leaves out. The first match counts.
   */
  families?: ModelFamily[];
  /** regular expression of what may stand in an id before a family's prefix: regions, ARNs */
  familyAfter?: string;
  /** used when the user names the provider but no model */
  defaultModel?: string;
  /** facts for the wire, for every model of this provider */
  quirks?: Record<string, string | number | boolean>;
  /** where its servers need other times than most, e.g. to load a model; `[provider.<id>]` comes before them */
  timeouts?: ModelTimeouts;
  /** path below `baseUrl` that lists models; absent: the data above is all there is */
  modelsPath?: string;
  /** order in which providers with a key are tried when nothing is configured; absent: never by itself */
  rank?: number;
  /** command that brings a model to a server that has none yet */
  pullCommand?: string;
  /** page where a person gets a key */
  keyUrl?: string;
  /** true: answers on this machine, without network (the embedded default) */
  embedded?: boolean;
  /** vectors of texts; absent: this provider offers none */
  embeddings?: EmbeddingsContribution;
  /** true: what a model here costs is nothing, unless its data says otherwise (local servers) */
  free?: boolean;
  /** how a person can sign in beside pasting a key; the code's `login` carries it out */
  login?: 'device' | 'browser';
}

export interface ModelFamily extends Pick<ModelInfo, 'wire' | 'capabilities' | 'quirks'> {
  prefix: string;
}

/** What a sign-in left: kept as safely as a key, refreshed by the provider's `prepare`. */
export interface Credential {
  /** what the wire sends, or what `prepare` exchanges for it */
  key: string;
  /** asks for a new key when this one has run out */
  refresh?: string;
  /** ms since 1970 when `key` runs out */
  expires?: number;
  /** what else the provider needs to know again: an account, an endpoint. No secrets. */
  facts?: Record<string, string>;
}

export interface CredentialAccess {
  get(): Credential | undefined;
  /** Replaces it durably before it resolves. */
  set(credential: Credential): Promise<void>;
  /**
   * Replaces a credential that has run out, durably. Only one process at a time runs `renew`; who comes later gets what that one got, so that no
   * refresh token is used twice.
   * @param old what `get` returned
   */
  renew(old: Credential, renew: (current: Credential) => Promise<Credential>): Promise<Credential>;
}

export interface ProviderIo {
  http: HttpClient;
  signal: AbortSignal;
  /** What the last sign-in of this provider left. Absent where there is none, or a key from elsewhere goes before it. */
  credential?: CredentialAccess;
}

/** How a sign-in speaks to the person. */
export interface LoginIo extends ProviderIo {
  /** Shows a page to open and, for a device flow, the code to type there; opens the browser where there is one. */
  show(step: { url: string; code?: string }): void;
  /**
   * Waits for the browser to come back to this machine.
   * @returns where it comes back to (`http://127.0.0.1:PORT/callback`), a random word, and the query it comes back with. Only a request that
   * brings the word counts: as `state` in the query, or as the path's last step (`/callback/WORD`) where a provider knows no `state`.
   */
  callback(): Promise<{ url: string; state: string; query: Promise<URLSearchParams> }>;
}

/** Code of a provider that is more than data. Every method is optional; data-only providers register nothing. */
export interface Provider {
  /** Last word on the target, e.g. to exchange the key for a token. Must honour `signal`. */
  prepare?(target: ModelTarget, io: ProviderIo): Promise<ModelTarget>;
  /** Models that a running server offers now. Must honour `signal`. */
  models?(target: ModelTarget, io: ProviderIo): Promise<ModelInfo[]>;
  /** Signs in. @throws KernelError OC_AUTH_REFUSED when the person or the server said no, the signal's reason on abort */
  login?(target: Pick<ModelTarget, 'provider' | 'baseUrl' | 'headers'>, io: LoginIo): Promise<Credential>;
}

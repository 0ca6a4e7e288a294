import type { HttpClient } from '../http/client.ts';
import type { AuthScheme, ModelInfo, ModelTarget } from './model.ts';

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
  };
  headers?: Record<string, string>;
  models: ModelInfo[];
  /** true: takes ids beyond those that are known (profiles, deployments and fine-tuned models of a person's own) */
  anyModel?: boolean;
  /**
   * Facts of models by how their ids begin, for models that are not listed above (the catalogue's, new ones, deployments of a person's own)
   * and for what the list leaves out. The first match counts.
   */
  families?: ModelFamily[];
  /** used when the user names the provider but no model */
  defaultModel?: string;
  /** facts for the wire, for every model of this provider */
  quirks?: Record<string, string | number | boolean>;
  /** path below `baseUrl` that lists models; absent: the data above is all there is */
  modelsPath?: string;
  /** order in which providers with a key are tried when nothing is configured; absent: never by itself */
  rank?: number;
  /** page where a person gets a key */
  keyUrl?: string;
  /** true: answers on this machine, without network (the embedded default) */
  embedded?: boolean;
}

export interface ModelFamily extends Pick<ModelInfo, 'wire' | 'capabilities' | 'quirks'> {
  prefix: string;
}

/** Code of a provider that is more than data. Every method is optional; data-only providers register nothing. */
export interface Provider {
  /** Last word on the target, e.g. to exchange the key for a token. Must honour `signal`. */
  prepare?(target: ModelTarget, io: { http: HttpClient; signal: AbortSignal }): Promise<ModelTarget>;
  /** Models that a running server offers now. Must honour `signal`. */
  models?(target: ModelTarget, io: { http: HttpClient; signal: AbortSignal }): Promise<ModelInfo[]>;
}

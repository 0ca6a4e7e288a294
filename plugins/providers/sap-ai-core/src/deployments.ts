import { askService, type ProviderIo } from '@ock/kernel';

/** ms for which a list is good */
const LIFE_MS = 5 * 60_000;
/** A list that lacks a model is asked for again, but not more often than this. */
const PATIENCE_MS = 20_000;

export interface Deployment {
  id: string;
  /** the model's name, `anthropic--claude-4-sonnet` */
  model: string;
  /** whose protocol it speaks: `azure-openai`, `aws-bedrock`, `gcp-vertexai`, … */
  executable: string;
}

interface Resource {
  id?: string;
  status?: string;
  scenarioId?: string;
  executableId?: string;
  details?: { resources?: { backend_details?: Backend; backendDetails?: Backend } };
}
interface Backend {
  model?: { name?: string };
}
export interface Where {
  apiUrl: string;
  headers: Record<string, string>;
  /** whose list it is */
  account: string;
}

/** The running deployments of models, asked for once in a while. */
export class Deployments {
  readonly #held = new Map<string, { at: number; list: Deployment[] }>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** The deployment of a model, by the model's name or its own id. */
  async find(io: ProviderIo, where: Where, model: string): Promise<Deployment | undefined> {
    const match = (list: readonly Deployment[]) => list.find((one) => one.model === model) ?? list.find((one) => one.id === model);
    const found = match(await this.list(io, where));
    const held = this.#held.get(where.account);
    if (found || !held || this.#now() - held.at < PATIENCE_MS) return found;
    this.#held.delete(where.account);
    return match(await this.list(io, where));
  }

  async list(io: ProviderIo, where: Where): Promise<readonly Deployment[]> {
    const held = this.#held.get(where.account);
    const now = this.#now();
    if (held && now - held.at < LIFE_MS) return held.list;
    const url = `${where.apiUrl}/v2/lm/deployments?status=RUNNING&$top=1000`;
    const { answer } = await askService(io, 'SAP AI Core', { url, headers: where.headers });
    const list = (Array.isArray(answer.resources) ? (answer.resources as Resource[]) : []).flatMap(deploymentOf);
    this.#held.set(where.account, { at: now, list });
    return list;
  }
}

function deploymentOf({ id, status, scenarioId, executableId = '', details }: Resource): Deployment[] {
  const { backend_details: snake, backendDetails: camel } = details?.resources ?? {};
  const model = (snake ?? camel)?.model?.name;
  if (!id || !model || status !== 'RUNNING' || (scenarioId ?? 'foundation-models') !== 'foundation-models') return [];
  return [{ id, model, executable: executableId }];
}

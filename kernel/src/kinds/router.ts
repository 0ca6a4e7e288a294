export interface RouterContribution {
  id: string;
}

/** Picks the model of a call. Must be quick: it stands before every request. */
export interface Router {
  /** @returns `provider/model`, or undefined for no opinion */
  route(input: { prompt: string; agent: string; model: string; tokens: number }): Promise<string | undefined> | string | undefined;
}

export interface GpuContribution {
  id: string;
}

export interface GpuInfo {
  id: string;
  name: string;
  memory_total_mib: number;
  memory_used_mib: number;
}

/** Reads the state of one vendor's GPUs. */
export interface Gpu {
  /** @returns [] when there is none; never throws for absent hardware */
  list(signal: AbortSignal): Promise<GpuInfo[]>;
}

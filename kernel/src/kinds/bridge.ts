import type { Tool, ToolContribution } from './tool.ts';

export interface BridgeContribution {
  id: string;
}

/** Brings in parts that live in other processes: MCP servers, language servers, ACP clients. */
export interface Bridge {
  /** Connects what is configured; a server that fails is reported, never thrown. */
  start(signal: AbortSignal): Promise<void>;
  tools?(): { contribution: ToolContribution; tool: Tool }[];
  stop(): Promise<void>;
}

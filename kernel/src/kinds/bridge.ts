import type { Tool, ToolContribution } from './tool.ts';

/** With neither `config` nor `files` a bridge is started at the first prompt of every process: its `start` must then cost nothing. Empty lists: never. */
export interface BridgeContribution {
  id: string;
  /** tables of `opencode.toml` ("mcp.servers"): it is started where one of them holds something */
  config?: string[];
  /**
   * names of files or folders: it is started where one stands in a folder from the project's root down to the one worked in; `~/x` stands below
   * the home folder, `{config}/x` below the folder of the global configuration
   */
  files?: string[];
}

/** A tool that came at run time. Its id is unique over all bridges, at most 64 characters of `[A-Za-z0-9_-]`. */
export interface BridgeTool {
  contribution: ToolContribution;
  tool: Tool;
  /** true: models are not told of it and reach it through another, which stands for it */
  hidden?: boolean;
  /** where it comes from, for people: a file, a server */
  origin?: string;
}

/** Brings in parts that live in other processes: MCP servers, language servers, ACP clients. */
export interface Bridge {
  /**
   * Connects what is configured, at the first prompt and at the same time as all else; the prompt waits for it, so what is slow is given up
   * waiting for, and joins later. A server that fails is reported, never thrown.
   * @param signal aborted when the kernel closes
   */
  start(signal: AbortSignal): Promise<void>;
  /** What is there now, cheap. Models see changes from their next turn on. */
  tools?(): BridgeTool[];
  /** Ends every process and connection. May be called twice, and without `start`. */
  stop(): Promise<void>;
}

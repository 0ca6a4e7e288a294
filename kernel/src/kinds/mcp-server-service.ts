import type { PermissionMode } from '@ock/schemas';

export interface McpServeOptions {
  signal: AbortSignal;
  mode?: PermissionMode;
  rules?: { allow?: string[]; ask?: string[]; deny?: string[] };
}

export interface McpHttpOptions extends McpServeOptions {
  host: string;
  /** 0: any free one */
  port: number;
  /** what every request must carry as `Authorization: Bearer` */
  token: string;
}

/** opencode as an MCP server. What would ask a person is refused: a client is none. */
export interface McpServerService {
  /** Speaks on standard input and output until the input ends. From here on nothing else may reach standard output. */
  stdio(options: McpServeOptions): Promise<void>;
  /** Listens until the signal aborts. @throws the error of the port; `closed` resolves when the last connection is gone */
  http(options: McpHttpOptions): Promise<{ url: string; closed: Promise<void> }>;
}

import type { ToolContribution, ToolOutput } from './tool.ts';

export type McpState = 'off' | 'idle' | 'connecting' | 'connected' | 'failed' | 'needs_auth';

/** One configured server. */
export interface McpServer {
  name: string;
  transport: 'stdio' | 'http' | 'sse';
  /** command line, or address; keys masked */
  target: string;
  /** file that describes it; absent: a flag or the environment */
  source?: string;
  state: McpState;
  /** why it failed, for people */
  error?: string;
  /** id, version and number of parts, once it is connected */
  server?: { name: string; version: string; protocol?: string };
  tools?: number;
  resources?: number;
  prompts?: number;
}

/** A tool under the name models know it by. */
export interface McpTool extends Pick<ToolContribution, 'id' | 'description' | 'parameters'> {
  server: string;
  /** the server's own name for it */
  name: string;
  readOnlyHint?: boolean;
}

export interface McpPrompt {
  server: string;
  name: string;
  description?: string;
  arguments: { name: string; description?: string; required: boolean }[];
}

export interface McpResource {
  server: string;
  uri: string;
  name: string;
  description?: string;
  mime?: string;
  /** true: `uri` is a template with `{variables}` */
  template: boolean;
}

/** How a person signs in. */
export interface McpSignIn {
  signal: AbortSignal;
  /** asked for beyond what the server names, separated by spaces */
  scope?: string;
  /** Told where to go: opens a browser, or shows the address and the code. */
  show(what: { url: string; code?: string }): void;
}

/** What front ends and commands want of the MCP client. Servers are connected when something of them is needed. */
export interface McpService {
  servers(): McpServer[];
  /** What is wrong with the configuration of servers, for people. */
  problems(): string[];
  /** Connects one and tells what it has. @throws OC_INPUT for an unknown name; KernelError, Error with what went wrong */
  connect(name: string, signal: AbortSignal): Promise<McpServer>;
  tools(name: string, signal: AbortSignal): Promise<McpTool[]>;
  /** By the server's own name. Nothing is judged: the person calls. */
  callTool(name: string, tool: string, input: Record<string, unknown>, signal: AbortSignal): Promise<ToolOutput>;
  /** Of the servers that are connected by now. */
  prompts(): McpPrompt[];
  /** The prompt with its arguments, as text and attachments. */
  prompt(server: string, name: string, args: Record<string, string>, signal: AbortSignal): Promise<ToolOutput>;
  resources(name: string, signal: AbortSignal): Promise<McpResource[]>;
  readResource(server: string, uri: string, signal: AbortSignal): Promise<ToolOutput>;
  /** Signs in at a remote server and keeps its tokens. */
  signIn(name: string, how: McpSignIn): Promise<void>;
  /** Names of servers whose tokens are kept, and until when they hold (ms since 1970). */
  signedIn(): { name: string; scope?: string; expiresAt?: number }[];
  /** @returns false when there was nothing to forget */
  signOut(name: string): Promise<boolean>;
}

/** What `@…` in a prompt stands for. */
export type Mention = { /** as it stands in the prompt */ text: string } & (
  | { kind: 'call' /** tool whose result is what was mentioned; it is judged as every call */; tool: string; input: unknown }
  | { kind: 'note' /** what the model is told */; note: string }
  | { kind: 'unknown' /** what may have been meant, for the person */; near: string[] }
);

export interface MentionCandidate {
  /** what is put in place of what was typed, `@` included */
  text: string;
  kind: 'file' | 'folder' | 'agent' | 'tool' | 'mode' | 'skill' | 'session';
}

/** Mentions in prompts. */
export interface MentionsService {
  /** In order, each once; addresses, decorators and packages that only look like mentions are none. @param cwd the session's folder @param sessionId the one that asks: `@session:latest` is another */
  find(text: string, cwd: string, signal: AbortSignal, sessionId?: string): Promise<Mention[]>;
  /** What may be meant by the beginning of a mention, best first. Other work goes on in between. @param prefix with or without `@` */
  complete(prefix: string, limit: number, cwd: string, signal: AbortSignal): Promise<MentionCandidate[]>;
}

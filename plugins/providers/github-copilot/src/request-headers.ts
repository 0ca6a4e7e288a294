interface Turn {
  role?: unknown;
  type?: unknown;
  content?: unknown;
}

/** Parts that are images in Chat Completions, Responses and Messages. In text of the conversation their quotes are escaped. */
const IMAGE = /"type":"(?:image_url|input_image|image)"/;

/**
 * What Copilot wants to know of each request: whether a person began it or the agent goes on by itself (which is not billed as a request of its
 * own), and whether there is something to see in it.
 * @param body the request's, as JSON of any of the three protocols
 */
export function requestHeaders(body: string): Record<string, string> {
  const { messages, input } = JSON.parse(body || '{}') as { messages?: Turn[]; input?: Turn[] };
  const last = (Array.isArray(messages) ? messages : Array.isArray(input) ? input : []).at(-1);
  const isUser = last === undefined || (last.role === 'user' && !holdsResult(last.content));
  return { 'x-initiator': isUser ? 'user' : 'agent', ...(IMAGE.test(body) ? { 'copilot-vision-request': 'true' } : {}) };
}

function holdsResult(content: unknown): boolean {
  return Array.isArray(content) && content.some((part: { type?: unknown } | null) => part?.type === 'tool_result');
}

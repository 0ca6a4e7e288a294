import type { CallToolResult, ContentBlock, ReadResourceResult } from '@modelcontextprotocol/sdk/types.js';
import type { Attachment, ToolOutput } from '@ock/kernel';

/** base64 characters of all attachments of one result */
const MAX_ATTACHED = 14 * 1024 * 1024;
const MAX_ATTACHMENTS = 20;
/** What models can be given as a file; the rest is named in the text. */
const ATTACHABLE = /^(image\/(png|jpeg|gif|webp)|application\/pdf|audio\/)/;

/** What a call brought, as text for the model and attachments. */
export function toolOutput(result: CallToolResult): ToolOutput {
  const parts = new Parts();
  for (const block of result.content ?? []) parts.add(block);
  const { structuredContent } = result;
  if (structuredContent !== undefined && !parts.says(structuredContent)) parts.text.push(JSON.stringify(structuredContent, null, 1));
  return { ...parts.output(), ...(result.isError === true && { isError: true }) };
}

/** What reading a resource brought. */
export function resourceOutput(result: ReadResourceResult): ToolOutput {
  const parts = new Parts();
  for (const resource of result.contents) parts.add({ type: 'resource', resource });
  return parts.output();
}

/** Content of a prompt or an answer. */
export function contentOutput(blocks: readonly ContentBlock[]): ToolOutput {
  const parts = new Parts();
  for (const block of blocks) parts.add(block);
  return parts.output();
}

class Parts {
  readonly text: string[] = [];
  readonly #files: Attachment[] = [];
  #attached = 0;

  add(block: ContentBlock): void {
    if (block.type === 'text') this.text.push(block.text);
    else if (block.type === 'image' || block.type === 'audio') this.#attach(block.type, block.mimeType, block.data);
    else if (block.type === 'resource_link') {
      const about = [block.mimeType, block.description].filter(Boolean).join('; ');
      this.text.push(`[resource ${block.uri} "${block.title ?? block.name}"${about && ` (${about})`}: mcp_read_resource reads it]`);
    } else if ('text' in block.resource) this.text.push(`[resource ${block.resource.uri}]\n${block.resource.text}`);
    else this.#attach(`resource ${block.resource.uri}`, block.resource.mimeType ?? 'application/octet-stream', block.resource.blob);
  }

  #attach(what: string, mime: string, data: string): void {
    const size = `${mime}, ${Math.round((data.length * 3) / 4 / 102.4) / 10} KB`;
    const fits = this.#attached + data.length <= MAX_ATTACHED && this.#files.length < MAX_ATTACHMENTS;
    if (ATTACHABLE.test(mime) && fits) {
      this.#attached += data.length;
      this.#files.push({ mime, data });
      this.text.push(`[${what}: ${size}, attached]`);
    } else this.text.push(`[${what}: ${size}, ${fits ? 'of a kind that cannot be shown' : 'too much to show'}]`);
  }

  /** Servers repeat structured content as text for clients that know nothing of it. */
  says(content: unknown): boolean {
    const wanted = JSON.stringify(content);
    return this.text.some((text) => {
      try {
        return text.includes(wanted) || JSON.stringify(JSON.parse(text)) === wanted;
      } catch {
        return false;
      }
    });
  }

  output(): ToolOutput {
    const text = this.text.join('\n');
    return { text: text === '' ? '(no output)' : text, ...(this.#files.length > 0 && { attachments: this.#files }) };
  }
}

import type { ToolOutput } from '../../kinds/tool.ts';
import { ToolError } from '../../runtime/errors.ts';

/**
 * What a tool or a hook returned, cut down to what an output is: it is stored and read again in every later turn, so nothing in it may be of
 * another type than it seems.
 * @throws ToolError when it holds no text
 */
export function wellFormed(id: string, output: ToolOutput): ToolOutput {
  const { text, title, metadata, attachments, isError } = (output ?? {}) as { [key in keyof ToolOutput]?: unknown };
  if (typeof text !== 'string') throw new ToolError(`${id} failed: it returned no text.`);
  const facts = plainData(metadata);
  const files = Array.isArray(attachments) ? attachments.filter(isAttachment) : [];
  return {
    text,
    ...(isError === true && { isError }),
    ...(typeof title === 'string' && { title }),
    ...(facts && { metadata: facts }),
    ...(files.length > 0 && { attachments: files }),
  };
}

/** Undefined for what is no object, or cannot be written as JSON. */
function plainData(metadata: unknown): ToolOutput['metadata'] {
  if (typeof metadata !== 'object' || metadata === null || Array.isArray(metadata)) return undefined;
  try {
    JSON.stringify(metadata);
  } catch {
    // a circle, or nested beyond what anything can follow
    return undefined;
  }
  const { files_changed, ...rest } = metadata as Record<string, unknown>;
  const changed = Array.isArray(files_changed) ? files_changed.filter((file): file is string => typeof file === 'string') : undefined;
  return { ...rest, ...(changed && { files_changed: changed }) };
}

function isAttachment(file: unknown): file is NonNullable<ToolOutput['attachments']>[number] {
  const { mime, data, name } = (file ?? {}) as Record<string, unknown>;
  return typeof mime === 'string' && typeof data === 'string' && (name === undefined || typeof name === 'string');
}

import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import type { RequestOptions } from '@modelcontextprotocol/sdk/shared/protocol.js';
import type { Prompt, Resource, ResourceTemplate, Tool } from '@modelcontextprotocol/sdk/types.js';

/** pages of one list; a server that always names a next one would never end */
const MAX_PAGES = 100;
/** entries of one list */
const MAX_ENTRIES = 5_000;

/** All tools of a server, page by page. */
export function listTools(client: Client, options: RequestOptions): Promise<Tool[]> {
  return pages(async (cursor) => {
    const { tools, nextCursor } = await client.listTools(cursor, options);
    return [tools, nextCursor];
  });
}

export function listPrompts(client: Client, options: RequestOptions): Promise<Prompt[]> {
  return pages(async (cursor) => {
    const { prompts, nextCursor } = await client.listPrompts(cursor, options);
    return [prompts, nextCursor];
  });
}

export function listResources(client: Client, options: RequestOptions): Promise<Resource[]> {
  return pages(async (cursor) => {
    const { resources, nextCursor } = await client.listResources(cursor, options);
    return [resources, nextCursor];
  });
}

/** Empty for servers that know resources but no templates. */
export async function listTemplates(client: Client, options: RequestOptions): Promise<ResourceTemplate[]> {
  try {
    return await pages(async (cursor) => {
      const { resourceTemplates, nextCursor } = await client.listResourceTemplates(cursor, options);
      return [resourceTemplates, nextCursor];
    });
  } catch (error) {
    if ((error as { code?: number }).code === METHOD_NOT_FOUND) return [];
    throw error;
  }
}

const METHOD_NOT_FOUND = -32601;

async function pages<T>(page: (cursor: { cursor: string } | undefined) => Promise<[T[], string | undefined]>): Promise<T[]> {
  const all: T[] = [];
  let cursor: string | undefined;
  for (let n = 0; n < MAX_PAGES && all.length < MAX_ENTRIES; n++) {
    const [entries, next] = await page(cursor === undefined ? undefined : { cursor });
    all.push(...entries);
    if (next === undefined || next === '' || next === cursor) break;
    cursor = next;
  }
  return all.slice(0, MAX_ENTRIES);
}

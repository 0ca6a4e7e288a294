import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Folder of the whole of those outputs of a session that models see in part. @param data the data folder */
export function outputsOf(data: string, sessionId: string): string {
  return join(data, 'tool-output', sessionId);
}

/** Where nothing can be stored there is none. */
export function removeOutputs(data: string, sessionId: string): void {
  const folder = outputsOf(data, sessionId);
  if (existsSync(folder)) rmSync(folder, { recursive: true });
}

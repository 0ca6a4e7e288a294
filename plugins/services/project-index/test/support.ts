import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What the service needs of a kernel. */
export const fakeKernel = (data: string) => ({
  paths: { data },
  options: { env: { PATH: process.env.PATH } },
  config: { config: {} },
  list: () => [],
  catalogue: { list: () => [] },
});

export function plant(root: string, files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

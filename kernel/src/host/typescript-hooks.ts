import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { transform } from 'sucrase';

type Load = (url: string, context: object) => Promise<object>;

/** Loader hook of a child process whose Node cannot read TypeScript by itself: types are taken out, nothing is checked. */
export async function load(url: string, context: object, next: Load): Promise<object> {
  if (!/^file:.*\.m?ts$/.test(url)) return next(url, context);
  const filePath = fileURLToPath(url);
  const { code } = transform(await readFile(filePath, 'utf8'), {
    transforms: ['typescript'],
    disableESTransforms: true,
    preserveDynamicImport: true,
    filePath,
  });
  return { format: 'module', source: code, shortCircuit: true };
}

import { existsSync } from 'node:fs';
import { KernelError, resolvePath, type Translate } from '@ock/kernel';

export interface Place {
  /** absolute, symlinks resolved */
  file: string;
  line?: number;
  column?: number;
}

/** `FILE`, `FILE:LINE` or `FILE:LINE:COL`; a file whose name ends like that is taken as it is. @throws OC_INPUT where a line is needed and missing */
export function parsePlace(text: string, cwd: string, t: Translate, needed: 'file' | 'line'): Place {
  const match = existsSync(resolvePath(text, cwd)) ? null : /^(.+?):(\d+)(?::(\d+))?$/.exec(text);
  if (!match && needed === 'line') throw new KernelError('OC_INPUT', { message: t('command-lsp.bad_place', { place: text }) });
  const [, file = text, line, column] = match ?? [];
  return {
    file: resolvePath(file, cwd),
    ...(line !== undefined && { line: Number(line) }),
    ...(column !== undefined && { column: Number(column) }),
  };
}

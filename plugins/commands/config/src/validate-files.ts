import { KernelError } from '@ock/kernel';
import { checkFile, type Finding, type JsonSchema } from '@ock/kernel/config';

/** What `config validate` says about one file. `failure`: it could not be read as TOML at all. */
export interface Validated {
  file: string;
  findings: Finding[];
  failure?: KernelError;
}

export function validateFiles(files: readonly string[], schema: JsonSchema): Validated[] {
  return files.map((file) => {
    try {
      return { file, findings: checkFile(file, schema) };
    } catch (error) {
      if (!(error instanceof KernelError)) throw error;
      return { file, findings: [], failure: error };
    }
  });
}

export function hasErrors(validated: readonly Validated[]): boolean {
  return validated.some(({ failure, findings }) => failure !== undefined || findings.some(({ level }) => level === 'error'));
}

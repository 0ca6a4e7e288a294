import { resolve } from 'node:path';
import { errorText, KernelError } from '@ock/kernel';
import { Args, OcCommand } from '@ock/kernel/command';
import type { Finding } from '@ock/kernel/config';
import { findingLines } from '../../finding-lines.ts';
import { hasErrors, validateFiles } from '../../validate-files.ts';

interface Report {
  valid: boolean;
  files: { file: string; error?: string; findings: Finding[] }[];
}

export default class ConfigValidate extends OcCommand {
  static override summary = 'check opencode.toml: the files that count here, or one file';
  static override description = 'Exit code 52 when a file has errors. Unknown keys are warnings.';
  static override examples = ['<%= config.bin %> config validate', '<%= config.bin %> config validate ./opencode.toml --json'];
  static override enableJsonFlag = true;
  static override args = { file: Args.string({ ignoreStdin: true, description: 'file to check' }) };

  async run(): Promise<Report> {
    const { args } = await this.parse(ConfigValidate);
    const kernel = await this.kernel();
    const { config: loaded } = kernel;
    const files =
      args.file === undefined
        ? loaded.files.filter(({ status }) => status === 'read' || status === 'error').map(({ path }) => path)
        : [resolve(kernel.cwd, args.file)];
    const schema = loaded.schema();
    if (!schema) throw new KernelError('OC_INTERNAL', { message: this.t('command-config.no_schema') });
    const validated = validateFiles(files, schema);
    for (const line of findingLines(validated, this.t)) this.out(line);
    const valid = !hasErrors(validated);
    if (valid) this.out(this.t(files.length === 0 ? 'command-config.no_files' : 'command-config.valid', { count: files.length }));
    else process.exitCode = 52;
    return {
      valid,
      files: validated.map(({ file, findings, failure }) => ({ file, ...(failure && { error: errorText(failure, this.t) }), findings })),
    };
  }
}

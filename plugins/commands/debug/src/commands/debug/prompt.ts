import { estimateRequestTokens, estimateTokens, type PromptPreview, previewPrompt, sanitize } from '@ock/kernel';
import { Flags, OcCommand, table } from '@ock/kernel/command';
import { type RulesFile, rulesFiles } from '../../rules-files.ts';

interface Size {
  bytes: number;
  /** estimated */
  tokens: number;
}

interface Answer extends Omit<PromptPreview, 'tools'> {
  tools: (PromptPreview['tools'][number] & Size)[];
  rules: RulesFile[];
  sizes: Record<'system' | 'tools' | 'notes' | 'total', Size>;
}

export default class DebugPrompt extends OcCommand {
  static override summary = 'what a model would be sent before the first prompt, with sizes';
  static override description =
    'The system prompt, the tools and the notes of a new session here, as this agent, mode, style and model have them. No model is asked; tokens are estimated.';
  static override examples = [
    '<%= config.bin %> debug prompt',
    '<%= config.bin %> debug prompt --agent plan --mode review',
    '<%= config.bin %> debug prompt --json',
  ];
  static override enableJsonFlag = true;
  static override flags = {
    mode: Flags.string({ summary: 'as it is in this mode', helpValue: 'ID' }),
    style: Flags.string({ summary: 'as it is in this style', helpValue: 'ID' }),
  };

  async run(): Promise<Answer> {
    const { flags } = await this.parse(DebugPrompt);
    const kernel = await this.kernel();
    const preview = await previewPrompt(kernel, { agent: flags.agent, model: flags.model, workMode: flags.mode, style: flags.style });
    const { system, tools, notes } = preview;
    const rows = tools.map((tool) => ({ ...tool, ...sizeOf(JSON.stringify(tool)) }));
    const sizes = {
      system: sizeOf(system),
      tools: { bytes: sum(rows), tokens: estimateRequestTokens({ system: '', tools, messages: [] }) },
      notes: sizeOf(notes.join('\n')),
    };
    const parts = Object.values(sizes);
    const total = { bytes: sum(parts), tokens: parts.reduce((all, { tokens }) => all + tokens, 0) };
    const rules = await rulesFiles(kernel);
    this.#print(preview, rows, rules, { ...sizes, total });
    return { ...preview, tools: rows, rules, sizes: { ...sizes, total } };
  }

  #print(preview: PromptPreview, tools: Answer['tools'], rules: RulesFile[], sizes: Answer['sizes']): void {
    const { agent, model, workMode, style, permissionMode, system, notes } = preview;
    const safe = (text: string) => (process.stdout.isTTY ? sanitize(text) : text);
    const facts: [string, string | undefined][] = [
      ['agent', agent],
      ['mode', workMode],
      ['style', style],
      ['model', model],
      ['permission_mode', permissionMode],
    ];
    const named = facts.flatMap(([key, value]) => (value === undefined ? [] : [[this.t(`command-debug.field_${key}`), value]]));
    for (const line of table(named)) this.out(line);
    this.#heading('system', sizes.system);
    this.out(safe(system));
    this.#heading('tools', sizes.tools);
    for (const line of table(tools.map(({ name, bytes, tokens }) => [name, this.#size({ bytes, tokens })]))) this.out(`  ${line}`);
    this.#heading('notes', sizes.notes);
    this.out(safe(notes.join('\n')));
    if (rules.length > 0) this.out(`\n${this.t('command-debug.rules')}`);
    for (const line of table(rules.map(({ path, bytes, tokens }) => [path, this.#size({ bytes, tokens })]))) this.out(`  ${line}`);
    this.#heading('total', sizes.total);
  }

  #heading(key: string, size: Size): void {
    this.out(`\n${this.t('command-debug.heading', { what: this.t(`command-debug.part_${key}`), size: this.#size(size) })}`);
  }

  #size({ bytes, tokens }: Size): string {
    return this.t('command-debug.size', { bytes, tokens });
  }
}

function sizeOf(text: string): Size {
  return { bytes: Buffer.byteLength(text), tokens: estimateTokens(text) };
}

function sum(sizes: readonly Size[]): number {
  return sizes.reduce((all, { bytes }) => all + bytes, 0);
}

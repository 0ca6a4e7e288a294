export interface NewAgent {
  id: string;
  description: string;
  prompt: string;
  /** absent: all that are on */
  tools?: string[];
  /** `provider/model` */
  model?: string;
  /** who calls it; absent: people */
  mode?: 'subagent' | 'all';
}

/** The Markdown file of an agent: a head in YAML, then its prompt. */
export function agentFile({ description, prompt, tools, model, mode }: NewAgent): string {
  const head = [
    `description: ${JSON.stringify(description)}`,
    ...(mode ? [`mode: ${mode}`] : []),
    ...(tools ? [`tools: [${tools.map((tool) => JSON.stringify(tool)).join(', ')}]`] : []),
    ...(model ? [`model: ${JSON.stringify(model)}`] : []),
  ];
  return `---\n${head.join('\n')}\n---\n\n${prompt.trim()}\n`;
}

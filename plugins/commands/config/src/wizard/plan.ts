import type { ConfigChange } from '@ock/kernel/config';

/** What a person answered; what is absent was left as it is. */
export interface WizardAnswers {
  provider?: string;
  model?: string;
  max_tokens?: number;
  temperature?: number;
  theme?: string;
  language?: string;
  servers?: { name: string; command: string }[];
}

/** The changes of the configuration file that answers amount to, in the order of the file. The key goes elsewhere: see `auth login`. */
export function plannedChanges(answers: WizardAnswers): ConfigChange[] {
  const { provider, model, max_tokens, temperature, theme, language, servers = [] } = answers;
  const changes: ConfigChange[] = [];
  const add = (path: string[], value: unknown): void => {
    if (value !== undefined && value !== '') changes.push({ path, value });
  };
  add(['language'], language);
  add(['provider', 'default'], provider);
  if (provider) {
    add(['provider', provider, 'model'], model);
    add(['provider', provider, 'max_tokens'], max_tokens);
    add(['provider', provider, 'temperature'], temperature);
  }
  add(['ui', 'theme'], theme);
  for (const { name, command } of servers) {
    const [program = '', ...args] = splitCommand(command);
    add(['mcp', 'servers', name, 'command'], program);
    if (args.length) add(['mcp', 'servers', name, 'args'], args);
  }
  return changes;
}

/** Words of a command line; quotes hold words together, there is no other syntax. */
export function splitCommand(text: string): string[] {
  return [...text.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, double, single, bare]) => double ?? single ?? bare ?? '');
}

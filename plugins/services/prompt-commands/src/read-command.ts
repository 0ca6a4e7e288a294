import { FOREIGN_MODELS, nameList, type PromptCommand, readFrontmatter, sanitizeLine, type Translate } from '@ock/kernel';

const NAME = /^[\p{L}\p{N}_][\p{L}\p{N}_.-]*(?::[\p{L}\p{N}_][\p{L}\p{N}_.-]*)*$/u;
const MAX_DESCRIPTION = 300;

/** What is wrong with a file, in words for people. */
export class CommandProblem extends Error {}

/** What a Markdown file says. @param name its path below the folder of commands, with `/`. @throws CommandProblem */
export function readCommand(name: string, text: string, where: Pick<PromptCommand, 'file' | 'scope'>, t: Translate): PromptCommand {
  const id = name.replace(/\.md$/i, '').replaceAll('/', ':').replace(/\s+/g, '-');
  if (!NAME.test(id)) throw new CommandProblem(t('service-prompt-commands.bad_name'));
  const { head, body } = frontmatter(text, t);
  if (body === '') throw new CommandProblem(t('service-prompt-commands.empty'));
  const field = (...keys: string[]) => {
    const key = keys.find((one) => head[one] !== undefined && head[one] !== null);
    const value = key === undefined ? undefined : head[key];
    if (value === undefined) return undefined;
    // `argument-hint: [message]` is a list in YAML
    if (Array.isArray(value)) return `[${value.join(', ')}]`;
    if (typeof value === 'object') throw new CommandProblem(t('service-prompt-commands.bad_field', { field: key }));
    return String(value).trim() || undefined;
  };
  const [agent, model, mode, hint] = [field('agent'), field('model'), field('mode'), field('argument-hint', 'argument_hint')];
  const tools = nameList(head['allowed-tools'] ?? head.allowed_tools ?? head.tools);
  return {
    id,
    description: describe(field('description'), body),
    ...where,
    ...(hint !== undefined && { argumentHint: sanitizeLine(hint) }),
    ...(agent !== undefined && { agent }),
    ...(model !== undefined && !FOREIGN_MODELS.has(model) && { model }),
    ...(mode !== undefined && { mode }),
    ...(tools && { allowedTools: tools }),
    body,
  };
}

function frontmatter(text: string, t: Translate) {
  try {
    return readFrontmatter(text);
  } catch (error) {
    throw new CommandProblem(t('service-prompt-commands.bad_head', { message: sanitizeLine((error as Error).message) }));
  }
}

/** What it says of itself, else its first line. */
function describe(given: string | undefined, body: string): string {
  const first = given ?? body.split('\n').find((line) => line.trim() !== '') ?? '';
  const line = sanitizeLine(first.replace(/^#+\s*/, '').replace(/\s+/g, ' ')).trim();
  return line.length > MAX_DESCRIPTION ? `${line.slice(0, MAX_DESCRIPTION - 1)}…` : line;
}

import type { Translate } from '@ock/kernel';
import type { Message, Part, SessionExport } from '@ock/schemas';

/** A session as a document to read. Results that are not text are named, not included. */
export function markdown({ session, messages }: SessionExport, t: Translate): string {
  const facts: [key: string, value: string | undefined][] = [
    ['folder', session.directory],
    ['model', session.model],
    ['agent', session.agent],
    ['created', new Date(session.created_at).toISOString()],
  ];
  const list = facts.filter(([, value]) => value).map(([key, value]) => `- ${t(`command-transfer.md_${key}`)}: ${value}`);
  const title = session.title || t('command-transfer.untitled');
  const sections = messages.map((message) => section(message, t)).filter((text) => text !== '');
  return `${[`# ${title}`, list.join('\n'), ...sections].join('\n\n')}\n`;
}

function section(message: Message, t: Translate): string {
  const blocks = message.parts.map((part) => block(part, t)).filter((text) => text !== '');
  if (message.error) blocks.push(`> ${t('command-transfer.md_error', { message: message.error.message })}`);
  if (blocks.length === 0) return '';
  const heading = message.role === 'tool' ? [] : [`## ${t(`command-transfer.md_${message.role}`)}`];
  return [...heading, ...blocks].join('\n\n');
}

function block(part: Part, t: Translate): string {
  switch (part.type) {
    case 'text':
      return part.synthetic ? '' : part.text.trim();
    case 'reasoning':
      return part.text.trim() === '' ? '' : details(t('command-transfer.md_reasoning'), part.text.trim());
    case 'tool_call':
      return `**${t('command-transfer.md_call', { tool: part.tool })}**\n\n${fenced(JSON.stringify(part.input, null, 2), 'json')}`;
    case 'tool_result':
      return details(
        t(part.is_error ? 'command-transfer.md_failed' : 'command-transfer.md_result', { tool: part.tool }),
        fenced(part.output),
      );
    case 'file':
      return `*${t('command-transfer.md_file', { name: part.name ?? part.mime })}*`;
  }
}

function details(summary: string, body: string): string {
  return `<details><summary>${summary}</summary>\n\n${body}\n\n</details>`;
}

/** A fence longer than any in the text. */
function fenced(text: string, language = ''): string {
  const longest = Math.max(2, ...[...text.matchAll(/`{3,}/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text.replace(/\n$/, '')}\n${fence}`;
}

import type { Config } from '@oclif/core/config';
import { rootHelp } from './root-help.ts';

type Section = (header: string, body: unknown) => string;

type Translated = (key: string) => string | undefined;

/**
 * The first screen of help where no command is named; else oclif's help, also for `--help --all`, with the titles of its sections in the
 * catalogue's words: key `help.section.<TITLE>`, and the words that oclif itself puts beside flags. It has no seam for them but the one method
 * that every part of its help writes sections with.
 */
export async function showHelp(config: Config, words: readonly string[], translated: Translated): Promise<void> {
  if (!words.includes('--all') && words.every((word) => word.startsWith('-'))) {
    process.stdout.write(rootHelp(config, translated));
    return;
  }
  const { HelpFormatter, loadHelpClass } = await import('@oclif/core/help');
  const { prototype } = HelpFormatter as unknown as { prototype: { section: Section } };
  const plain = prototype.section;
  prototype.section = function section(header, body) {
    return plain.call(this, translated(`help.section.${header}`) ?? header, inWords(body, translated));
  };
  try {
    const Help = await loadHelpClass(config);
    await new Help(config, config.pjson.helpOptions).showHelp(words.filter((word) => word !== '--all'));
  } finally {
    prototype.section = plain;
  }
}

/** The words of oclif's own in a section: a text, or rows of a flag or argument and what it is. */
function inWords(body: unknown, translated: Translated): unknown {
  if (Array.isArray(body)) return body.map((part) => inWords(part, translated));
  if (typeof body !== 'string') return body;
  const word = (name: string) => translated(`help.word.${name}`) ?? name;
  return body
    .replace('[default: ] ', '')
    .replace(/<(value|option)>/g, (_all, name: string) => `<${word(name)}>`)
    .replace(/^(\(required\) )?(\[default: )?/, (_all, required = '', preset = '') =>
      [required && `(${word('required')}) `, preset && `[${word('default')}: `].join(''),
    )
    .replace(/\n<options: (.*)>$/, (_all, options: string) => `\n<${word('options')}: ${options}>`);
}

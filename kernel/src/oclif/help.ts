import type { Config } from '@oclif/core/config';
import { rootHelp } from './root-help.ts';

type Section = (header: string, body: unknown) => string;

/**
 * The first screen of help where no command is named; else oclif's help, also for `--help --all`, with the titles of its sections in the catalogue's words: key `help.section.<TITLE>`. oclif has no seam for them but the one
 * method that every part of its help writes sections with.
 */
export async function showHelp(config: Config, words: readonly string[], translated: (key: string) => string | undefined): Promise<void> {
  if (!words.includes('--all') && words.every((word) => word.startsWith('-'))) {
    process.stdout.write(rootHelp(config, translated));
    return;
  }
  const { HelpFormatter, loadHelpClass } = await import('@oclif/core/help');
  const { prototype } = HelpFormatter as unknown as { prototype: { section: Section } };
  const plain = prototype.section;
  prototype.section = function section(header, body) {
    return plain.call(this, translated(`help.section.${header}`) ?? header, body);
  };
  try {
    const Help = await loadHelpClass(config);
    await new Help(config, config.pjson.helpOptions).showHelp(words.filter((word) => word !== '--all'));
  } finally {
    prototype.section = plain;
  }
}

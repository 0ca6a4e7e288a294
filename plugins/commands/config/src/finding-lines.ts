import { errorText, type Translate } from '@ock/kernel';
import type { Validated } from './validate-files.ts';

/** What is wrong, a line each, as compilers write it: `file:line: …`. */
export function findingLines(validated: readonly Validated[], t: Translate): string[] {
  return validated.flatMap(({ findings, failure }) => [
    ...(failure ? [t('command-config.error', { text: errorText(failure, t) })] : []),
    ...findings.map((finding) => {
      const where = `${finding.file}:${finding.line}`;
      if (finding.level === 'error')
        return t('command-config.wrong_type', { where, key: finding.key, expected: finding.expected, got: finding.got });
      return finding.nearest === undefined
        ? t('command-config.unknown', { where, key: finding.key })
        : t('command-config.unknown_near', { where, key: finding.key, nearest: finding.nearest });
    }),
  ]);
}

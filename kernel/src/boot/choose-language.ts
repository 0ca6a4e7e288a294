import type { LoadedConfig } from '../config/load-config.ts';
import type { Environment } from '../config/paths.ts';
import type { Language } from '../runtime/language.ts';

/**
 * Chooses the language of texts: what opencode's own variables say, then configuration, then the locale of the system. What there is no language for
 * is passed over; of the system's variables only the first one counts, as POSIX has it.
 * @param config absent while it is not read yet
 * @returns what was asked for in opencode's own places and there is not
 */
export function chooseLanguage(language: Language, env: Environment, config?: Pick<LoadedConfig, 'said'>): string[] {
  const said = (config?.said(['language']) ?? []).map(({ value }) => value).reverse();
  const own = [...(config ? said : []), env.OPENCODE_LANGUAGE, env.OPENCODE_LANG].filter(
    (value) => typeof value === 'string' && value !== '',
  );
  const missing: string[] = [];
  for (const wanted of own as string[]) {
    if (language.choose(wanted)) return missing;
    missing.push(wanted);
  }
  language.choose([env.LC_ALL, env.LC_MESSAGES, env.LANG].find((value) => value));
  return [...new Set(missing)];
}

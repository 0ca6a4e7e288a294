import { bare } from './fit-arguments.ts';

/** what models put before a tool's name, and what some leave behind it */
const AROUND = /^(?:functions?|tools?|default_api)[.:/]|<\|.*$/gs;

/** The id a model means: the name itself, or the one that differs from it in case, `_`, `-` and what stands around it alone. */
export function nameOfTool(name: string, offered: ReadonlySet<string>): string | undefined {
  if (offered.has(name)) return name;
  const wanted = name.replace(AROUND, '').trim();
  if (offered.has(wanted)) return wanted;
  const [found, second] = [...offered].filter((id) => bare(id) === bare(wanted));
  return second === undefined ? found : undefined;
}

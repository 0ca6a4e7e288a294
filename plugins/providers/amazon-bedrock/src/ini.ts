export type IniSections = ReadonlyMap<string, Readonly<Record<string, string>>>;

/** AWS's dialect of INI: `[profile x]` and `[x]` name the same section, comments begin a line or follow a blank, indented lines belong to the value above. */
export function parseIni(text: string): IniSections {
  const sections = new Map<string, Record<string, string>>();
  let section: Record<string, string> | undefined;
  for (const line of text.split(/\r?\n/)) {
    if (/^\s*([#;]|$)/.test(line) || /^\s/.test(line)) continue;
    const header = /^\[\s*(?:profile\s+)?([^\]]+?)\s*\]/.exec(line)?.[1];
    if (header !== undefined) {
      const name = header.replace(/^["']|["']$/g, '');
      section = sections.get(name) ?? {};
      sections.set(name, section);
      continue;
    }
    const [, key, value] = /^([^=]+?)\s*=\s*(.*)$/.exec(line) ?? [];
    if (section && key !== undefined && value !== undefined) section[key.toLowerCase()] = value.replace(/\s+[#;].*$/, '').trim();
  }
  return sections;
}

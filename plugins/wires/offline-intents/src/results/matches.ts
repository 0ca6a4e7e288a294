export interface Match {
  file: string;
  line: number;
  text: string;
}

const FLAT = /^((?:[A-Za-z]:)?[^:\n]+?):(\d+)(?::\d+)?:[ \t]?(.*)$/;
const GROUPED = /^\s*(?:Line )?(\d+)(?:: ?|\t|\| ?)(.*)$/i;
const NOTE = /^\s*(?:\(|\[|<|…|Found \d|No (?:files|matches)|\d+ (?:files?|match(?:es)?)\b)/i;

/** The hits in what the grep tool reported: `file:12: text`, or a file's name above lines `12: text`. */
export function grepMatches(output: string): Match[] {
  const matches: Match[] = [];
  let file: string | undefined;
  for (const raw of output.split('\n')) {
    const line = raw.replace(/\r$/, '');
    const grouped = GROUPED.exec(line);
    if (grouped && file !== undefined) {
      matches.push({ file, line: Number(grouped[1]), text: (grouped[2] ?? '').trim() });
      continue;
    }
    const flat = FLAT.exec(line);
    if (flat) {
      matches.push({ file: flat[1] ?? '', line: Number(flat[2]), text: (flat[3] ?? '').trim() });
      continue;
    }
    if (line.trim() === '' || NOTE.test(line)) continue;
    file = line.trim().replace(/:$/, '');
  }
  return matches;
}

/** The paths in what the glob tool reported, one a line; notes are left out. */
export function globPaths(output: string): string[] {
  return output
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !NOTE.test(line) && !/^(?:no files|results? (?:are|is)|truncated|use )/i.test(line));
}

/** What a search tool says beside its results, such as that there are more: its last lines in brackets. */
export function notes(output: string): string[] {
  return output.split('\n').filter((line) => /^\[.*\]$/.test(line));
}

/** Hits of one file each, in order of appearance. */
export function byFile(matches: readonly Match[]): Map<string, Match[]> {
  const files = new Map<string, Match[]>();
  for (const match of matches) {
    const list = files.get(match.file);
    if (list) list.push(match);
    else files.set(match.file, [match]);
  }
  return files;
}

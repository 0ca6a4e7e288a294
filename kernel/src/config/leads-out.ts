import { realpathSync } from 'node:fs';
import { join, sep } from 'node:path';

const FOLDERS = ['.opencode', '.claude', '.agents'];

/**
 * Whether a project's Markdown file (agent, mode, command …) is, or stands behind, a link that leads out of the folders such files stand in: a model
 * would be told what a rule may forbid it to read.
 * @param project the project folder it was found below
 * @returns the folder it leads out of; undefined: it does not, or is gone
 */
export function leadsOut(file: string, project: string): string | undefined {
  try {
    const [real, root] = [realpathSync(file), realpathSync(project)];
    if (FOLDERS.some((name) => real.startsWith(join(root, name) + sep))) return undefined;
    return join(project, FOLDERS.find((name) => file.startsWith(join(project, name) + sep)) ?? '');
  } catch {
    return undefined; // whoever opens it will tell
  }
}

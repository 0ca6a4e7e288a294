import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { FILE_NAME, type LoadedConfig, projectFolders } from '@ock/kernel/config';

export interface Where {
  /** the configuration folder of the person */
  configDir: string;
  cwd: string;
  loaded: Pick<LoadedConfig, 'files'>;
}

/** The file a change goes to: the person's own, or with `project` the nearest one of the project (at its root when it has none yet). */
export function targetFile({ configDir, cwd, loaded }: Where, project: boolean): string {
  if (!project) return join(configDir, FILE_NAME);
  const nearest = loaded.files.findLast(({ layer, status, path }) => layer === 'project' && status !== 'absent' && existsSync(path));
  return nearest?.path ?? join(projectFolders(cwd)[0] ?? cwd, FILE_NAME);
}

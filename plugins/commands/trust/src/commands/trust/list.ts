import { existsSync } from 'node:fs';
import { sanitizeLine } from '@ock/kernel';
import { OcCommand, table } from '@ock/kernel/command';
import { FolderTrust, listTrusted } from '@ock/kernel/config';

interface Row {
  path: string;
  since: string;
  state: 'as_is' | 'changed' | 'gone' | 'too_much';
  changed: readonly string[];
}

export default class TrustList extends OcCommand {
  static override summary = 'show the folders that are trusted, and which have changed since';
  static override examples = ['<%= config.bin %> trust list', '<%= config.bin %> trust list --json'];
  static override enableJsonFlag = true;

  async run(): Promise<{ folders: Row[]; patterns: string[] }> {
    await this.parse(TrustList);
    const { paths, config } = await this.kernel();
    const rows = listTrusted(paths).map(({ path, since }): Row => {
      const { trusted, changed, tooMuch } = new FolderTrust({ paths, root: path, run: false, patterns: [] }).state(path);
      const state = !existsSync(path) ? 'gone' : tooMuch ? 'too_much' : trusted ? 'as_is' : 'changed';
      return { path, since, state, changed };
    });
    const patterns = config.config.trust?.folders ?? [];
    const lines = rows.map(({ path, since, state, changed }) => [
      sanitizeLine(path),
      since.slice(0, 10),
      this.t(`command-trust.state_${state}`, { files: sanitizeLine(changed.join(', ')) }),
    ]);
    for (const line of table([...lines, ...patterns.map((one) => [sanitizeLine(one), '', this.t('command-trust.by_config')])]))
      this.out(line);
    if (rows.length + patterns.length === 0) this.out(this.t('command-trust.none'));
    return { folders: rows, patterns: [...patterns] };
  }
}

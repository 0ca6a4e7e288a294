import { homedir } from 'node:os';
import type { Kernel, SlashStyle, Translate } from '@ock/kernel';
import type { Talk } from './talk.ts';

/** The one line a session begins with, and a second one where no model is connected and no welcome says so. */
export function bannerLines(kernel: Kernel, talk: Talk, style: SlashStyle, t: Translate, welcomed = false): string[] {
  const { model, agent, mode } = talk;
  const home = homedir();
  const cwd = kernel.cwd === home || kernel.cwd.startsWith(`${home}/`) ? `~${kernel.cwd.slice(home.length)}` : kernel.cwd;
  const args = { version: kernel.options.version, model, agent, mode, cwd };
  const lines = [style.dim(t(mode === 'ask' ? 'frontend-repl.banner' : 'frontend-repl.banner_mode', args))];
  const provider = kernel.find('provider', model.slice(0, model.indexOf('/')))?.contribution;
  if (!welcomed && provider?.embedded && provider.defaultModel) lines.push(style.yellow(t('frontend-repl.offline')));
  return lines;
}

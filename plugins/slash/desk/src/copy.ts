import { type Conversation, childEnv, findOnPath, type Kernel, runProcess, type Slash, type Translate } from '@ock/kernel';

/** ms that a clipboard program may take */
const TIMEOUT_MS = 5_000;

interface Program {
  name: string;
  args: string[];
  /** variable without which it has no clipboard to reach */
  needs?: string;
}

const PROGRAMS: Partial<Record<NodeJS.Platform, Program[]>> = {
  darwin: [{ name: 'pbcopy', args: [] }],
  win32: [{ name: 'clip', args: [] }],
};
const OTHERS: Program[] = [
  { name: 'wl-copy', args: [], needs: 'WAYLAND_DISPLAY' },
  { name: 'xclip', args: ['-selection', 'clipboard'], needs: 'DISPLAY' },
  { name: 'xsel', args: ['--clipboard', '--input'], needs: 'DISPLAY' },
  { name: 'clip.exe', args: [], needs: 'WSL_DISTRO_NAME' },
  { name: 'termux-clipboard-set', args: [], needs: 'TERMUX_VERSION' },
];

/** The last answer of the model, to the clipboard: through the terminal, which also works from afar, and by a program that is here. */
export function createCopy(t: Translate): Slash {
  return {
    async run({ kernel, talk, line, signal, clip }) {
      const answer = lastAnswer(talk.current);
      if (answer === undefined) return line(t('slash-desk.no_answer'));
      const characters = kernel.language.format.number(answer.length);
      clip?.(answer);
      const program = await byProgram(kernel, answer, signal);
      if (program !== undefined) line(t('slash-desk.copied', { program, characters }));
      else line(t(clip ? 'slash-desk.copied_terminal' : 'slash-desk.no_clipboard', { characters }));
    },
  };
}

function lastAnswer(conversation: Conversation | undefined): string | undefined {
  const texts = (conversation?.messages ?? [])
    .filter(({ role, compaction }) => role === 'assistant' && !compaction)
    .map(({ parts }) => parts.map((part) => (part.type === 'text' && !part.synthetic ? part.text : '')).join(''));
  return texts.findLast((text) => text.trim() !== '');
}

/** @returns the name of the program that took it */
async function byProgram(kernel: Kernel, text: string, signal: AbortSignal): Promise<string | undefined> {
  const { env } = kernel.options;
  for (const { name, args, needs } of PROGRAMS[process.platform] ?? OTHERS) {
    const file = needs !== undefined && !env[needs] ? undefined : findOnPath(name, env.PATH ?? '');
    if (file === undefined) continue;
    try {
      const { exitCode } = await runProcess(file, args, {
        cwd: kernel.cwd,
        env: childEnv(kernel),
        timeoutMs: TIMEOUT_MS,
        signal,
        stdin: text,
      });
      if (exitCode === 0) return name;
    } catch (error) {
      if (signal.aborted) throw error;
      kernel.options.log.debug('no clipboard', { program: name, error: String(error) });
    }
  }
  return undefined;
}

import { join } from 'node:path';
import { runProcess, type Slash, type SlashContext, sanitizeLine, type Translate } from '@ock/kernel';

/** ms that all checks together may take */
const TIMEOUT_MS = 90_000;
const MAX_BYTES = 4 * 1024 * 1024;

interface Check {
  status: string;
  id: string;
  text: string;
  fix?: string;
}

/** Runs `opencode doctor` beside the conversation and shows what is not well. */
export function createDoctor(t: Translate): Slash {
  return {
    async run(context) {
      const { line, style } = context;
      line(style.dim(t('slash-state.looking')));
      const { checks, message } = await checksOf(context);
      if (!checks) return line(style.red(t('slash-state.doctor_silent', { message: sanitizeLine(message ?? '') })));
      for (const { status, id, text, fix } of checks) {
        if (status !== 'fail' && status !== 'warn') continue;
        const told = sanitizeLine(`${status === 'fail' ? '✗' : '!'} ${id === text ? '' : `${id}  `}${text}`);
        line(status === 'fail' ? style.red(told) : style.yellow(told));
        if (fix) line(style.dim(`    → ${sanitizeLine(fix)}`));
      }
      const problems = checks.filter(({ status }) => status === 'fail').length;
      line(problems === 0 ? t('slash-state.doctor_well') : t('slash-state.doctor_unwell', { problems }));
    },
  };
}

async function checksOf({ kernel, signal }: SlashContext): Promise<{ checks?: Check[]; message?: string }> {
  const { installRoot, env } = kernel.options;
  const given = Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined));
  try {
    // the person's own program in the person's own environment: it looks for keys
    const { text } = await runProcess(process.execPath, [join(installRoot, 'bin/run.js'), 'doctor', '--json'], {
      cwd: kernel.cwd,
      env: { ...given, OPENCODE_LANGUAGE: kernel.language.id },
      timeoutMs: TIMEOUT_MS,
      signal,
      output: { headBytes: MAX_BYTES },
    });
    const { checks } = JSON.parse(text.slice(text.search(/\{\s*"/), text.lastIndexOf('}') + 1)) as { checks?: Check[] };
    return Array.isArray(checks) ? { checks } : { message: text.slice(0, 200) };
  } catch (error) {
    if (signal.aborted) throw error;
    return { message: (error as Error).message };
  }
}

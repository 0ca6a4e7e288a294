import type { Kernel, PromptCommand, Translate } from '@ock/kernel';

const INIT = `Look at this project and write AGENTS.md in its root folder: the file that agents read before they work here.

First find out what is true: manifests and their scripts, build, lint and test commands (also how a single test is run), CI, the layout of the folders, the conventions of the code, README and other docs. The tool explore, where you have it, tells the layout at once; read the files that matter instead of guessing from their names. Read what rules there are already: AGENTS.md, CLAUDE.md, .cursorrules, .github/copilot-instructions.md, CONTRIBUTING.md.

Then write it, 20 to 60 lines:
- what the project is, in one or two sentences
- the commands for install, build, lint, test and one single test, exactly as they are run
- where what stands, only as far as the names do not say it
- conventions that are in force here and cannot be guessed: style, names, errors, tests, commits
- traps: generated files, order of steps, what must not be touched

Nothing that holds for every project, nothing that you did not see. Where AGENTS.md exists, improve it and keep what is right in it. Say in the end what you wrote and what you could not find out.

$ARGUMENTS`;

const REVIEW = `Review changes in this repository. What to review: $ARGUMENTS

Where nothing is named: the changes that are not committed yet, staged and not, and new files; where there are none, what this branch has beyond the default branch. A branch: what it has beyond the default branch. A commit or a range: that. Anything else: what it describes.

Read the whole diff, and around it as much of the files as you need to judge it. Look for wrong results, missed cases, broken callers, races, leaks, errors that get lost, security holes, tests that are missing or cannot fail. Check each finding in the code before you report it; leave out matters of taste and what was there before.

Report the findings, the worst first, each with file:line, what goes wrong in which case, and how to mend it. Then one sentence on whether this can be merged. Where there is nothing to find fault with, say so. Change nothing.`;

/** Commands that come with the product. Plugins' slash commands of these names send them. */
export function builtinCommands(kernel: Kernel, t: Translate): PromptCommand[] {
  const command = (id: 'init' | 'review', body: string, more: Partial<PromptCommand>): PromptCommand => ({
    id,
    description: t(`service-prompt-commands.${id}`),
    scope: 'builtin',
    file: '',
    body,
    ...more,
  });
  return [
    command('init', INIT, {}),
    command('review', REVIEW, { argumentHint: '[REF]', ...(kernel.find('mode', 'review') && { mode: 'review' }) }),
  ];
}

import type { Intent } from '../intent.ts';
import { editIntents } from './edit.ts';
import { findIntents } from './find.ts';
import { gitIntents } from './git.ts';
import { readIntents } from './read.ts';
import { searchIntents } from './search.ts';
import { shellIntents } from './shell.ts';
import { patchIntent, talkIntents } from './talk.ts';
import { testIntents } from './tests.ts';
import { todoIntents } from './todo.ts';
import { writeIntents } from './write.ts';

/** Every intent; the first that matches a request gets it, so the narrow ones stand before the wide ones. */
export const intents: readonly Intent[] = [
  patchIntent,
  ...todoIntents,
  ...testIntents,
  ...gitIntents,
  ...editIntents,
  ...findIntents,
  ...searchIntents,
  ...readIntents,
  ...writeIntents,
  ...talkIntents,
  ...shellIntents,
];

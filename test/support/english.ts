import { gatherMessages } from '@ock/kernel/build';
import { interpolate, type Translate } from '../../kernel/src/runtime/translate.ts';
import { ROOT } from './tree.ts';

const messages = gatherMessages(ROOT);

/** Text of the English catalogue, the kernel's and that of every bundled plugin. */
export const english: Translate = (key, args) => interpolate(messages[key] ?? key, args);

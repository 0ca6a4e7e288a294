import type { Kernel } from '@ock/kernel';
import type { Terminal } from '../terminal.ts';
import { uiSettings } from './ui-settings.ts';

/** Whether the screen may be drawn on: a terminal with keys, and nobody who has it read aloud. */
export function drawsScreen(kernel: Kernel, terminal: Terminal): boolean {
  return terminal.keys && terminal.live && terminal.screen === terminal.out && uiSettings(kernel).screen_reader !== true;
}

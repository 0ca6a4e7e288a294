import type { Kernel } from '@ock/kernel';

/** `[ui]` as far as it is about this front end. */
export interface UiSettings {
  screen_reader?: boolean;
  enter_while_working?: 'queue' | 'steer';
  animation_speed?: number;
  keys?: Record<string, string | string[] | false>;
  notify?: 'auto' | 'osc9' | 'bell' | 'off';
  notify_command?: string[];
  title?: boolean;
}

export function uiSettings(kernel: Kernel): UiSettings {
  return (kernel.config.config.ui ?? {}) as UiSettings;
}

import type { ModelTarget } from '@ock/kernel';

/** The model's path below the base URL. */
export function modelPath({ model }: ModelTarget): string {
  return `/models/${encodeURIComponent(model.replace(/^models\//, '')).replaceAll('%40', '@')}`;
}

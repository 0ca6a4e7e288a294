import type { Kernel } from '@ock/kernel';
import type { RunOptions } from './options.ts';

/** What is neither recorded nor replayed loosely loads nothing for it. @throws OC_FILE when the recording cannot be written */
export async function startRecording(kernel: Kernel, { record, replayLoose }: RunOptions): Promise<void> {
  if (record === undefined && !replayLoose) return;
  const recorder = await kernel.use('service', 'recorder');
  if (record !== undefined) recorder.record(record);
  if (replayLoose) recorder.loosen();
}

// What `import … from '@ock/kernel'` yields inside a plugin's own process: values and helpers that stand alone, nothing that drives a kernel.
export { limitOutput } from '../files/limit-output.ts';
export { findRipgrep } from '../process/ripgrep.ts';
export { runLines } from '../process/run-lines.ts';
export { runProcess } from '../process/run-process.ts';
export { findOnPath, findShell, runShell } from '../process/shell.ts';
export { ERROR_CODES, KernelError, ModelError, ToolError } from '../runtime/errors.ts';
export { definePlugin } from '../runtime/plugin.ts';
export { atomicWrite } from './atomic-write.ts';
export { fileStamp, resolvePath } from './paths.ts';

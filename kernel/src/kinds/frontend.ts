import type { PermissionDecision, PermissionRequest } from './policy.ts';
import type { Question } from './tool.ts';

export type PermissionAnswer = { answer: 'once' | 'session' | 'always' } | { answer: 'reject'; message?: string };

/** The person behind a front end. The kernel waits without a timer; `signal` ends the wait. */
export interface Person {
  /** Absent: nobody decides about permissions, and what would ask is refused. */
  permission?(
    request: PermissionRequest,
    decision: Extract<PermissionDecision, { effect: 'ask' }>,
    signal: AbortSignal,
  ): Promise<PermissionAnswer>;
  /** One list of chosen labels or free texts per question. */
  questions(questions: Question[], signal: AbortSignal): Promise<string[][]>;
}

export interface FrontendContribution {
  id: string;
}

/** How a person or a program reaches a session. `start` returns the exit code. */
export interface Frontend<Options = never> {
  start(options: Options): Promise<number>;
}

import type { PermissionMode, Subject } from '@ock/schemas';
import type { ToolContribution } from './tool.ts';

/** What a `permission` tap is asked. Policies are pure functions of this and of configuration. */
export interface PermissionRequest {
  sessionId: string;
  callId: string;
  tool: ToolContribution;
  input: unknown;
  subjects: Subject[];
  mode: PermissionMode;
  agent: string;
  /** the session's directory, symlinks resolved */
  cwd: string;
  /** git root or cwd, symlinks resolved: what counts as inside */
  workspace: string;
  /** rules given for this session: flags and the person's "for this session" answers */
  sessionRules: { allow: string[]; ask: string[]; deny: string[] };
}

/** `rule` is the narrowest rule that would allow exactly this, offered to the person as "always". */
export type PermissionDecision =
  | { effect: 'allow'; reason: string }
  | { effect: 'ask'; reason: string; rule?: string }
  | { effect: 'deny'; reason: string; by: 'rule' | 'mode' | 'policy' };

export interface PolicyContribution {
  id: string;
}

/** Registered by a policy so that `permissions check` can ask it without a session. */
export interface Policy {
  decide(request: PermissionRequest): Promise<PermissionDecision> | PermissionDecision;
  /** For rules given as flags, before a session starts. Absent: this policy knows no rules. @throws OC_INPUT that names the rule */
  check?(rule: string): void;
}

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
  /** for the person who is asked: what the call would change, as a unified diff. Absent: unknown, or nothing; policies never have it */
  change?: string;
}

/** A reason in the words of the catalogue, for people; what stands in `reason` is English, for the model and for records. */
export interface Because {
  key: string;
  /** what fills it; another reason stands for its text */
  args?: Record<string, string | Because>;
}

interface Reasoned {
  reason: string;
  because?: Because;
  /** what was judged changes no file, whoever allows it */
  readOnly?: true;
}

/**
 * `rule` of one that asks: the narrowest rule that would allow exactly this, offered to the person as "always".
 * `asks` of one that asks: the reasons of all its parts, `reason` first; absent: there is only that one.
 * `held` of one that asks: the administrator wants a person asked; nothing else may allow it.
 * `rule` of one that denies: the rule that a person would have to write for it to be allowed; nobody is asked.
 */
export type PermissionDecision =
  | (Reasoned & { effect: 'allow' })
  | (Reasoned & { effect: 'ask'; rule?: string; held?: true; asks?: readonly Pick<Reasoned, 'reason' | 'because'>[] })
  | (Reasoned & { effect: 'deny'; by: 'rule' | 'mode' | 'policy'; rule?: string });

export interface PolicyContribution {
  id: string;
}

/** An example of a rule file: what is decided about a call under its rules alone. */
export interface RuleExample {
  /** `tool` and what it would touch, as `permissions check` takes them */
  call: string;
  expect: 'allow' | 'ask' | 'deny';
  mode?: PermissionMode;
}

/** A rule, where it stands and what it says. */
export interface ListedRule {
  effect: 'allow' | 'ask' | 'deny';
  /** as written */
  rule: string;
  /** the rule that it stands for, where it is written in a spelling of its own: `git status` in `bash_allow` is `bash(git status *)` */
  inForce?: string;
  /** which key of `[permissions]` it comes from */
  key: string;
  layer: string;
  file?: string;
}

/** Registered by a policy so that `permissions` can ask it without a session. */
export interface Policy {
  decide(request: PermissionRequest): Promise<PermissionDecision> | PermissionDecision;
  /** For rules given as flags, before a session starts. Absent: this policy knows no rules. @throws OC_INPUT that names the rule */
  check?(rule: string): void;
  /** The rules of configuration, those that count first standing first. */
  rules?(): ListedRule[];
  /** Judges the examples of a rule file under the rules of that file alone. @throws OC_INPUT that names a rule or an example */
  examples?(permissions: Record<string, unknown>): Promise<{ example: RuleExample; decision: PermissionDecision; ok: boolean }[]>;
}

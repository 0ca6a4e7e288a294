import type { Message, Session } from '@ock/schemas';

/** What is to be made smaller. */
export interface CompactionTask {
  /** what the model sees now, in order */
  view: readonly Message[];
  session: Session;
  /** what the person wants kept above all */
  focus?: string;
  /** true: only a summary will do, clearing results is not enough */
  isForced: boolean;
  /** most tokens of what stays word for word */
  keepTokens: number;
  /** most prompts, with what followed them, that stay word for word */
  keepTurns: number;
  /** tokens that taking something away must save to be worth it */
  worthTokens: number;
  /** tokens that the model of the summary can read */
  readTokens: number;
  tokens(message: Message): number;
  /** Asks a model. @throws when it cannot be had; absent: there is none */
  ask?(system: string, prompt: string, maxTokens: number): Promise<{ text: string; model: string }>;
}

/** What is to be taken out of the view of the model. */
export type CompactionPlan =
  | { kind: 'clear' /** messages at the end whose results stay */; spares: number; dropped: number }
  | {
      kind: 'summary';
      text: string;
      spares: number;
      dropped: number;
      /** that wrote it, as `provider/model` */
      model?: string;
      /** why none did */
      error?: Error;
    };

/** Decides what a model no longer needs to see of a long session. */
export interface CompactionService {
  /** @returns undefined: there is nothing that could be taken away. @throws the signal's reason */
  plan(task: CompactionTask, signal: AbortSignal): Promise<CompactionPlan | undefined>;
}

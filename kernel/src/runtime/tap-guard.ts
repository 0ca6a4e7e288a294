import { within } from './within.ts';

export interface TapFailure {
  plugin: string;
  hook: string;
  error: unknown;
}
/** What a failing tap does: nothing, deny the call, or fail the operation. */
export type TapPolicy = 'skip' | 'deny' | 'throw';

/** ms a tap may take before it counts as hung */
export const TAP_DEADLINE_MS = 5_000;

/** ms up to which a tap may ask for more */
const LONGEST_DEADLINE_MS = 600_000;

type AnyTap = { name: string; deadlineMs?: number; type: 'sync' | 'async' | 'promise'; fn: (...args: unknown[]) => unknown };
type Interceptable = { intercept(interceptor: { register(tap: AnyTap): AnyTap }): void; constructor: { name: string } };

/** Wraps every tap at registration, so that a throwing or hung plugin is reported and never takes the session with it. */
export function guard(hook: unknown, hookName: string, policy: TapPolicy, report: (failure: TapFailure) => void): void {
  (hook as Interceptable).intercept({
    register(tap) {
      const fail = (error: unknown): unknown => {
        report({ plugin: tap.name, hook: hookName, error });
        if (policy === 'throw') throw error;
        if (policy === 'deny')
          return { effect: 'deny', by: 'policy', reason: `${tap.name} failed: ${error instanceof Error ? error.message : error}` };
        return undefined;
      };
      const inner = tap.fn;
      const deadline = Math.min(tap.deadlineMs ?? TAP_DEADLINE_MS, LONGEST_DEADLINE_MS);
      const fn =
        tap.type === 'promise'
          ? (...args: unknown[]) => within(deadline, `${tap.name}: ${hookName}`, new Promise((done) => done(inner(...args)))).catch(fail)
          : (...args: unknown[]) => {
              try {
                return inner(...args);
              } catch (error) {
                return fail(error);
              }
            };
      return { ...tap, fn };
    },
  });
}

import { relative } from 'node:path';
import { folded } from './folding.ts';
import { guardOf } from './guards.ts';
import { once } from './once.ts';
import { isInside, matchesPath, namesFiles } from './paths.ts';
import { literalPath } from './pattern.ts';
import { type Effect, isAbout, type Rule } from './rules.ts';
import { told } from './told.ts';
import { byRule, type Case, type Verdict } from './verdict.ts';

/**
 * Judges reading or writing one path: deny rules, mode plan, ask rules, allow rules, then what goes without saying. Secrets and our own files
 * (configuration, trust, keys, saved rules) are out of reach in every mode unless a rule names them: a run must not widen the rights of the next.
 * @param tools names a rule may know this by: the tool's own and the family's (`read`, `edit`, `write`)
 */
export function judgePath(action: 'read' | 'write', given: string, tools: readonly string[], kase: Case): Verdict {
  const judge =
    JUDGED.get(kase) ?? once((act: string, path: string, names: string) => judged(act as typeof action, path, names.split(' '), kase));
  JUDGED.set(kase, judge);
  return judge(action, given, tools.join(' '));
}

/** A command may name the same file many times. */
const JUDGED = new WeakMap<Case, (action: string, path: string, tools: string) => Verdict>();

function judged(action: 'read' | 'write', given: string, tools: readonly string[], { request, rules, places }: Case): Verdict {
  const path = places.resolve(given, request.cwd);
  const folds = places.folds(path);
  const guard = guardOf(path, action, places, folds);
  const match = (effect: Effect): Rule | undefined =>
    rules.find(
      (rule) =>
        rule.effect === effect &&
        isAbout(rule, tools) &&
        (rule.pattern === undefined || matchesPath(rule.pattern, path, effect, places)) &&
        (effect !== 'allow' || guard === undefined || namesFiles(rule)),
    );
  const denied = match('deny');
  if (denied) return byRule('deny', denied);
  if (action === 'write' && request.mode === 'plan')
    return { effect: 'deny', ...told('plan_writes', 'nothing may be written in permission mode plan'), by: 'mode' };
  const asked = match('ask');
  const allowed = match('allow');
  const rule = `${tools[0]}(${shownIn(places.workspace, path)})`;
  if (guard?.effect === 'deny' && !allowed) {
    const naming = `${action === 'read' ? 'read' : 'edit'}(${shownIn(places.workspace, path)})`;
    const reason = `it ${action}s {path}: ${guard.reason}, which only a rule that names it allows. The user can allow it with the rule {rule}`;
    return { effect: 'deny', ...told(`${guard.key}_${action}`, reason, { path, rule: naming }), by: 'policy', rule: naming };
  }
  if (asked) return byRule('ask', asked);
  if (allowed) return byRule('allow', allowed);
  if (guard) return { effect: 'ask', ...told(`${guard.key}_${action}`, `it ${action}s {path}: ${guard.reason}`, { path }), rule };
  return unguarded(action, path, folds, rule, { request, rules, places });
}

/** What happens to an ordinary file that no rule is about. */
function unguarded(action: 'read' | 'write', path: string, folds: boolean, rule: string, { request, places }: Case): Verdict {
  const shape = folds ? folded : (text: string) => text;
  const within = (folder: string) => isInside(shape(path), shape(folder));
  const inside = within(places.workspace);
  if (action === 'read' && (inside || places.readable.some(within)))
    return { effect: 'allow', ...told('reads_inside', 'it reads in the workspace') };
  if (!inside)
    return { effect: 'ask', ...told(`${action}s_outside`, `it ${action}s {path}, which is outside the workspace`, { path }), rule };
  if (request.mode === 'accept-edits') return { effect: 'allow', ...told('edits_accepted', 'edits in the workspace are accepted') };
  return { effect: 'ask', ...told('writes', 'it writes {path}', { path }), rule };
}

/** The path as a pattern that matches nothing else, from the workspace on where it lies in it. */
function shownIn(workspace: string, path: string): string {
  return literalPath(isInside(path, workspace) && path !== workspace ? relative(workspace, path) : path);
}

export function pathTools(action: 'read' | 'write', tool?: string): string[] {
  const family = action === 'read' ? ['read'] : ['write', 'edit'];
  return tool === undefined || family.includes(tool) ? [...new Set([...(tool ? [tool] : []), ...family])] : [tool, ...family];
}

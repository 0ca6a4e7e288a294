import { relative } from 'node:path';
import { resolvePath } from '@ock/kernel';
import { guardReason, isInside, matchesPath, namesFiles } from './paths.ts';
import { literalPath } from './pattern.ts';
import { type Effect, isAbout, type Rule } from './rules.ts';
import { byRule, type Case, type Verdict } from './verdict.ts';

/**
 * Judges reading or writing one path: deny rules, mode plan, ask rules, allow rules, then what goes without saying. Our own files (configuration,
 * trust, keys, saved rules) are out of reach in mode full too: a run must not widen the rights of the next.
 * @param tools names a rule may know this by: the tool's own and the family's (`read`, `edit`, `write`)
 */
export function judgePath(action: 'read' | 'write', given: string, tools: readonly string[], { request, rules, places }: Case): Verdict {
  const path = resolvePath(given, request.cwd);
  const guard = guardReason(path, action, places);
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
    return { effect: 'deny', reason: 'nothing may be written in permission mode plan', by: 'mode' };
  const asked = match('ask');
  if (asked) return byRule('ask', asked);
  const allowed = match('allow');
  if (allowed) return byRule('allow', allowed);

  const inside = isInside(path, places.workspace);
  const rule = `${tools[0]}(${literalPath(inside && path !== places.workspace ? relative(places.workspace, path) : path)})`;
  const verb = action === 'read' ? 'reads' : 'writes';
  if (request.mode === 'full' && places.own.some((folder) => isInside(path, folder)))
    return { effect: 'deny', reason: `it ${verb} ${path}: ${guard}, which only a rule that names it allows`, by: 'policy' };
  if (guard) return { effect: 'ask', reason: `it ${verb} ${path}: ${guard}`, rule };
  if (action === 'read' && (inside || places.readable.some((folder) => isInside(path, folder))))
    return { effect: 'allow', reason: 'it reads in the workspace' };
  if (!inside) return { effect: 'ask', reason: `it ${verb} ${path}, which is outside the workspace`, rule };
  if (request.mode === 'accept-edits') return { effect: 'allow', reason: 'edits in the workspace are accepted' };
  return { effect: 'ask', reason: `it writes ${path}`, rule };
}

export function pathTools(action: 'read' | 'write', tool?: string): string[] {
  const family = action === 'read' ? ['read'] : ['write', 'edit'];
  return tool === undefined || family.includes(tool) ? [...new Set([...(tool ? [tool] : []), ...family])] : [tool, ...family];
}

import { KernelError } from '@ock/kernel';
import { literalText, matchesText, parseTextPattern, type TextPattern } from './pattern.ts';

export type Effect = 'allow' | 'ask' | 'deny';

/** `tool` or `tool(pattern)`, read. */
export interface Rule {
  readonly effect: Effect;
  /** as written */
  readonly text: string;
  readonly tool: TextPattern;
  /** as written between the brackets: a path glob, or a text with `*`, by what the tool touches */
  readonly pattern?: string;
  /** set by the administrator: mode full does not lift it */
  readonly managed?: boolean;
}

const SHAPE = /^(?!(?:allow|ask|deny):)([\w*.:/-]+)(?:\(([\s\S]*)\))?$/;

/** @throws OC_INPUT that names the rule */
export function parseRule(text: string, effect: Effect): Rule {
  const found = typeof text === 'string' ? SHAPE.exec(text.trim()) : null;
  const pattern = found?.[2]?.trim();
  // "deny:bash(…)" would be a rule about no tool there is, and the person believe it denies
  if (!found || pattern === '') {
    throw new KernelError('OC_INPUT', {
      because: 'policy-rules.bad_rule',
      text,
    });
  }
  return { effect, text: text.trim(), tool: parseTextPattern(found[1] as string), ...(pattern === undefined ? {} : { pattern }) };
}

/** A command allowed by its first words: `git status` covers `git status -s`, not `git statusx`. One with a `*` is a pattern already. */
export function prefixRule(prefix: string): Rule {
  const words = prefix.trim().replace(/\s+/g, ' ');
  return parseRule(`bash(${words.includes('*') ? words : `${literalText(words)} *`})`, 'allow');
}

/** Whether the rule is about one of these tools. */
export function isAbout(rule: Rule, tools: readonly string[]): boolean {
  return tools.some((tool) => matchesText(rule.tool, tool));
}

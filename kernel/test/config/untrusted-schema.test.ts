import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { ROOT } from '../../../test/support/tree.ts';
import { filterUntrusted } from '../../src/config/untrusted.ts';

/** Every key of the schema that a folder nobody trusts may set, with the values that differ in that. Whoever adds one here has thought about it. */
const MAY_STAND = `model small_model fallback effort language log_level project_name
provider.default provider.*.name provider.*.model provider.*.models provider.*.max_tokens provider.*.temperature provider.*.effort
provider.*.context_window provider.*.enabled=false
models.*.name models.*.context models.*.output models.*.temperature models.*.effort models.*.alias models.*.capabilities.tools
models.*.capabilities.images models.*.capabilities.pdf models.*.capabilities.reasoning models.*.capabilities.temperature
tools.*=false permissions.mode=ask permissions.mode=plan permissions.mode=deny permissions.ask permissions.deny
permissions.ask_before_bash=true permissions.ask_before_edit=true
limits.max_turns limits.max_tool_calls limits.max_cost_usd limits.retries limits.stall_timeout_s limits.tool_output_bytes limits.tool_output_lines
limits.tool_results_bytes limits.session_results_bytes mcp.servers.*.enabled=false
ui.theme ui.language ui.show_token_count ui.show_cost ui.compact_mode ui.syntax_theme ui.animation_speed ui.show_shortcuts ui.sidebar_width ui.font_size
lsp.enabled=false lsp.auto_start=false lsp.timeout formatter.enabled=false formatter.*.enabled=false
gpu.strategy gpu.vram_threshold_percent gpu.allow_shared_gpu gpu.auto_unload gpu.reserved_vram_gb
multi_model_patterns.*.pattern multi_model_patterns.*.models multi_model_patterns.*.aggregator_model multi_model_patterns.*.voting_strategy
multi_model_patterns.*.enabled`.split(/\s+/);

type Node = Record<string, unknown>;
const schema = JSON.parse(readFileSync(join(ROOT, 'schemas/config.schema.json'), 'utf8')) as Node;

/** Every leaf of the schema: its path, and values to try it with. */
function* leavesOf(given: unknown, path: string[] = [], seen: unknown[] = []): Generator<[string[], unknown[]]> {
  const node = resolved(given);
  if (!node || seen.includes(node) || path.length > 8) return;
  const children: [unknown, string[]][] = [];
  for (const kind of ['anyOf', 'oneOf', 'allOf']) for (const one of (node[kind] as unknown[] | undefined) ?? []) children.push([one, path]);
  for (const [key, value] of Object.entries((node.properties as Node | undefined) ?? {})) children.push([value, [...path, key]]);
  if (typeof node.additionalProperties === 'object') children.push([node.additionalProperties, [...path, '*']]);
  for (const [child, at] of children) yield* leavesOf(child, at, [...seen, node]);
  if (children.length > 0 || path.length === 0) return;
  const samples: Record<string, unknown[]> = { boolean: [true, false], array: [['x']], number: [5], integer: [5] };
  yield [path, (node.enum as unknown[] | undefined) ?? samples[String(node.type)] ?? ['x']];
}

function resolved(node: unknown): Node | undefined {
  const ref = (node as Node | undefined)?.$ref as string | undefined;
  if (ref === undefined) return node as Node | undefined;
  const parts = ref.replace('#/', '').split('/');
  return resolved(parts.reduce<unknown>((at, key) => (at as Node)[key], schema));
}

describe('every key that the configuration knows', () => {
  it('is refused in a folder that is not trusted, but for those of a list', () => {
    const stands = new Map<string, Set<string>>();
    const tried = new Map<string, Set<string>>();
    const note = (found: Map<string, Set<string>>, key: string, value: unknown) =>
      found.set(key, (found.get(key) ?? new Set()).add(JSON.stringify(value)));
    for (const [path, values] of leavesOf(schema)) {
      if (path[0] === 'profiles') continue;
      for (const value of values) {
        const table = path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as never;
        note(tried, path.join('.'), value);
        if (filterUntrusted(table, {}).dropped.length === 0) note(stands, path.join('.'), value);
        // a profile may say less than its file, never more
        const inProfile = filterUntrusted({ profiles: { p: table } } as never, {}).dropped.length === 0;
        if (inProfile) expect(filterUntrusted(table, {}).dropped, `profiles.p.${path.join('.')}`).to.deep.equal([]);
      }
    }
    expect(tried.size, 'keys of the schema').to.be.greaterThan(150);
    const found = [...stands].flatMap(([key, values]) =>
      values.size === tried.get(key)?.size ? [key] : [...values].map((value) => `${key}=${String(JSON.parse(value))}`),
    );
    expect(found.sort()).to.deep.equal([...MAY_STAND].sort());
  });
});

import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { checkSchema, type JsonSchema } from '../../src/config/check-schema.ts';
import { parseToml } from '../../src/config/toml.ts';
import { SCHEMA, World } from './world.ts';

const TEXT = readFileSync(new URL('../../../opencode.toml.example', import.meta.url), 'utf8');
const schema = SCHEMA as JsonSchema;
/** The file with every setting switched on: `#key` becomes `key`, `# prose` stays. */
const ACTIVE = TEXT.replace(/^#(?=[\w["])/gm, '');

describe('opencode.toml.example', () => {
  it('changes nothing as it comes', () => {
    expect(parseToml(TEXT, 'opencode.toml.example')).to.deep.equal({});
  });

  it('is valid with every setting switched on', () => {
    expect(checkSchema(parseToml(ACTIVE, 'opencode.toml.example'), schema)).to.deep.equal([]);
    const world = new World();
    world.write('opencode.toml', ACTIVE);
    const { notices, config } = world.load();
    expect(notices).to.deep.equal([]);
    expect(config.profiles).to.have.keys('default', 'ci', 'local');
    world.remove();
  });

  it('shows every key there is, but the second spellings', () => {
    const missing: string[] = [];
    const walk = (node: JsonSchema, value: unknown, path: string): void => {
      const branches = node.anyOf ?? [node];
      const values = Array.isArray(value) ? value : [value];
      for (const branch of branches) {
        for (const [key, inner] of Object.entries(branch.properties ?? {})) {
          if (inner.deprecated) continue;
          const found = values.map((one) => (one as Record<string, unknown> | undefined)?.[key]).filter((one) => one !== undefined);
          if (found.length === 0) missing.push(`${path}${key}`);
          else if (path !== 'profiles.*.') walk(inner, found.length === 1 ? found[0] : found, `${path}${key}.`);
        }
        const { additionalProperties: any, items } = branch;
        const fixed = new Set(Object.keys(branch.properties ?? {}));
        const others = values.flatMap((one) => Object.entries((one as object | undefined) ?? {}).filter(([key]) => !fixed.has(key)));
        if (typeof any === 'object' && any.properties && path !== '')
          walk(
            any,
            others.map(([, one]) => one),
            `${path}*.`,
          );
        if (items?.properties) walk(items, value, `${path}*.`);
      }
    };
    walk(schema, parseToml(ACTIVE, ''), '');
    const shared = new Set(Object.keys(schema.properties ?? {}));
    // hooks of every event have the same keys
    const toldOnce = (key: string) => /^hooks\.(?!PreToolUse\.)\w+\.\*/.test(key);
    const inProfiles = (key: string) => key.startsWith('profiles.*.') && shared.has(key.slice('profiles.*.'.length));
    expect(missing.filter((key) => !toldOnce(key) && !inProfiles(key))).to.deep.equal([]);
  });
});

import { join } from 'node:path';
import { expect } from 'chai';
import { type ConformanceSuite, conformanceSuite } from '../../../../test/support/conformance-suite.ts';
import { ROOT } from '../../../../test/support/tree.ts';

/**
 * Every scenario for clients. Not applicable: `auth/cross-app-access-complete-flow`, an extension for clients that a company's identity provider
 * hands out tokens to.
 */
const SCENARIOS = [
  ...['initialize', 'tools_call', 'elicitation-sep1034-client-defaults', 'sse-retry'],
  ...['metadata-default', 'metadata-var1', 'metadata-var2', 'metadata-var3', 'basic-cimd', 'pre-registration'].map(
    (name) => `auth/${name}`,
  ),
  ...['scope-from-www-authenticate', 'scope-from-scopes-supported', 'scope-omitted-when-undefined'].map((name) => `auth/${name}`),
  ...['scope-step-up', 'scope-retry-limit', 'resource-mismatch'].map((name) => `auth/${name}`),
  ...['token-endpoint-auth-basic', 'token-endpoint-auth-post', 'token-endpoint-auth-none'].map((name) => `auth/${name}`),
  ...['2025-03-26-oauth-metadata-backcompat', '2025-03-26-oauth-endpoint-fallback'].map((name) => `auth/${name}`),
  ...['offline-access-scope', 'offline-access-not-supported'].map((name) => `auth/${name}`),
  ...['client-credentials-jwt', 'client-credentials-basic'].map((name) => `auth/${name}`),
];

describe('the conformance suite finds the client right', function () {
  this.timeout(300_000);
  // the suite measures some answers by the clock, which a busy machine may miss
  this.retries(2);
  let suite: ConformanceSuite;
  before(async function () {
    const found = await conformanceSuite();
    if (typeof found === 'string') {
      process.stdout.write(`    conformance suite: ${found}\n`);
      this.skip();
    }
    suite = found;
  });
  const client = join(ROOT, 'plugins/bridges/mcp/test/support/conformance-client.ts');
  const loader = join(ROOT, 'node_modules/tsx/dist/loader.mjs');
  const command = [process.execPath, '--conditions=source', '--import', loader, client].join(' ');

  for (const scenario of SCENARIOS) {
    it(scenario, async () => {
      const { passed, said } = await suite.client(scenario, command);
      expect(passed, said).to.equal(true);
    });
  }
});

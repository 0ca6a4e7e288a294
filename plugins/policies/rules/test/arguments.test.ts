import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { permissionRequest } from '../../../../test/contracts/policy.ts';
import { policyKernel } from '../../../../test/support/policy-kernel.ts';
import { decide } from '../src/decide.ts';
import { readSettings } from '../src/settings.ts';

const tool = { id: 'mcp_github_create_issue', permission: 'net', readOnly: false } as const;

async function effect(rules: { allow?: string[]; ask?: string[]; deny?: string[] }, input: unknown): Promise<string> {
  const sessionRules = { allow: [], ask: [], deny: [], ...rules };
  const subjects = [{ action: 'other' as const, what: tool.id }];
  return (await decide(permissionRequest({ tool, input, subjects, sessionRules }), readSettings(policyKernel()))).effect;
}

describe('policy:rules on arguments', () => {
  const input = { owner: 'acme', repo: 'web-app', labels: ['bug', 'ui'], meta: { draft: false } };

  it('match by name and pattern', async () => {
    for (const [rule, matches] of [
      ['mcp_github_*', true],
      ['mcp_github_*(owner=acme)', true],
      ['mcp_github_create_issue(owner=acme, repo=web-*)', true],
      ['mcp_github_create_issue(owner=acme,repo=api-*)', false],
      ['mcp_github_*(owner=acm)', false],
      ['mcp_github_*(meta.draft=false)', true],
      ['mcp_github_*(team=*)', false],
      ['mcp_gitlab_*(owner=acme)', false],
      ['*(owner=acme)', true],
    ] as const) {
      expect(await effect({ allow: [rule] }, input), rule).to.equal(matches ? 'allow' : 'ask');
      expect(await effect({ allow: [tool.id], deny: [rule] }, input), rule).to.equal(matches ? 'deny' : 'allow');
    }
  });

  it('of a list: one is enough to deny, all are needed to allow', async () => {
    expect(await effect({ allow: ['mcp_*(labels=bug)'] }, input)).to.equal('ask');
    expect(await effect({ allow: ['mcp_*(labels=*)'] }, input)).to.equal('allow');
    expect(await effect({ allow: ['mcp_*'], deny: ['mcp_*(labels=bug)'] }, input)).to.equal('deny');
  });

  it('are nothing where nothing was given, also on strange input', async () => {
    for (const strange of [undefined, null, 'owner', [], { owner: null }, { owner: {} }, { __proto__: { owner: 'acme' } }])
      expect(await effect({ allow: ['mcp_*(owner=*)'] }, strange)).to.equal('ask');
  });

  it('of addresses name a domain and all below it', async () => {
    const fetch = { id: 'webfetch', permission: 'net', readOnly: true } as const;
    const decided = async (url: string) =>
      (
        await decide(
          permissionRequest({
            tool: fetch,
            subjects: [{ action: 'net', url }],
            sessionRules: { allow: ['webfetch(domain:example.com)'], ask: [], deny: [] },
          }),
          readSettings(policyKernel()),
        )
      ).effect;
    for (const url of ['https://example.com/', 'https://EXAMPLE.com:8443/x', 'http://docs.example.com./a'])
      expect(await decided(url), url).to.equal('allow');
    for (const url of [
      'https://example.com.evil.test/',
      'https://evil.test/example.com',
      'https://example.com@evil.test/',
      'https://badexample.com/',
    ])
      expect(await decided(url), url).to.equal('ask');
  });

  it('set by the administrator are asked about in mode full too', async () => {
    const request = permissionRequest({ tool, input, mode: 'full', subjects: [{ action: 'other', what: tool.id }] });
    const permissions = { ask: ['mcp_github_*'] };
    expect((await decide(request, readSettings(policyKernel({ permissions, layer: 'managed' })))).effect).to.equal('ask');
    expect((await decide(request, readSettings(policyKernel({ permissions })))).effect).to.equal('allow');
  });

  it('that name a file which is denied deny the call, as a path or an address, however deep', async () => {
    const dir = realpathSync(mkdtempSync(join(tmpdir(), 'ock-arguments-')));
    writeFileSync(join(dir, '.env'), 'x');
    writeFileSync(join(dir, 'plain'), 'x');
    const decided = async (given: unknown, mode: 'ask' | 'full' = 'full', allow: string[] = []) => {
      const sessionRules = { allow, ask: [], deny: [] };
      const subjects = [{ action: 'other' as const, what: tool.id }];
      const request = permissionRequest({ tool, input: given, subjects, sessionRules, mode, cwd: dir, workspace: dir });
      return (await decide(request, readSettings(policyKernel()))).effect;
    };
    for (const given of [{ path: '.env' }, { path: `${dir}/.env` }, { a: [{ uri: `file://${dir}/.env` }] }, '.env'])
      for (const mode of ['ask', 'full'] as const) expect(await decided(given, mode, [tool.id]), JSON.stringify(given)).to.equal('deny');
    for (const given of [{ path: 'plain' }, { path: 'not-there.env' }, { text: 'about .env files' }])
      expect(await decided(given), JSON.stringify(given)).to.equal('allow');
    expect(await decided({ path: '.env' }, 'full', ['read(.env)'])).to.equal('allow');
    rmSync(dir, { recursive: true });
  });
});

import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PermissionDecision, PermissionRequest, Policy } from '@ock/kernel';
import { expect } from 'chai';
import { activatePlugin, testPlugin } from '../support/plugin-context.ts';
import { type PolicyKernelOptions, policyKernel } from '../support/policy-kernel.ts';

export interface PolicyContractOptions {
  /** the plugin's folder: `new URL('..', import.meta.url)` from its test */
  pluginDir: string | URL;
  /** which of the plugin's policies, default the folder's name */
  id?: string;
  kernel?: PolicyKernelOptions;
}

/** A request as the kernel makes it: reading a file of the workspace in mode ask. */
export function permissionRequest(changes: Partial<PermissionRequest> = {}): PermissionRequest {
  return {
    sessionId: 'ses_test',
    callId: 'call_test',
    tool: { id: 'read', permission: 'fs.read', readOnly: true },
    input: {},
    subjects: [{ action: 'read', path: '/workspace/src/a.ts' }],
    mode: 'ask',
    agent: 'build',
    cwd: '/workspace',
    workspace: '/workspace',
    sessionRules: { allow: [], ask: [], deny: [] },
    ...changes,
  };
}

/** What every policy promises. Call it inside the plugin's own test file. */
export function policyContract(options: PolicyContractOptions): void {
  const dir = typeof options.pluginDir === 'string' ? options.pluginDir : fileURLToPath(options.pluginDir);
  const id = options.id ?? basename(dir);

  describe(`policy:${id} keeps the contract`, () => {
    let policy: Policy;
    let tap: (request: PermissionRequest) => Promise<PermissionDecision | undefined>;
    const effect = async (changes: Partial<PermissionRequest>) => (await policy.decide(permissionRequest(changes)))?.effect;

    beforeEach(async () => {
      const plugin = await activatePlugin(dir, { context: { kernel: policyKernel(options.kernel) } });
      policy = plugin.registered.get(`policy:${id}`) as Policy;
      tap = plugin.taps.find(({ hook }) => hook === 'permission')?.fn as unknown as typeof tap;
    });

    it('is critical, starts with the session and judges every call', () => {
      const { manifest } = testPlugin(dir);
      expect(manifest.contributes.policy?.map((entry) => entry.id)).to.include(id);
      expect(manifest).to.deep.include({ critical: true, activation: ['onSession'] });
      expect(policy, 'registered').to.have.property('decide').that.is.a('function');
      expect(tap, 'taps permission').to.be.a('function');
    });

    it('answers the same question the same way, and changes nothing in it', async () => {
      for (const request of requests()) {
        const before = structuredClone(request);
        const first = await policy.decide(deepFrozen(request));
        expect(await policy.decide(structuredClone(before))).to.deep.equal(first);
        expect(await tap(structuredClone(before))).to.deep.equal(first);
        expect(request).to.deep.equal(before);
      }
    });

    it('lets deny win over allow and ask, and ask over allow', async () => {
      for (const request of requests()) {
        const everything = [request.tool.id];
        expect(
          await effect({ ...request, sessionRules: { allow: everything, ask: everything, deny: everything } }),
          JSON.stringify(request),
        ).to.equal('deny');
        if (request.mode === 'ask')
          expect(
            await effect({ ...request, sessionRules: { allow: everything, ask: everything, deny: [] } }),
            JSON.stringify(request),
          ).to.equal('ask');
      }
    });

    it('asks about a tool it does not know', async () => {
      const tool = { id: 'jira', permission: 'net', readOnly: false } as const;
      expect(await effect({ tool, subjects: [{ action: 'other', what: 'jira' }] })).to.equal('ask');
      expect(await effect({ tool, subjects: [] })).to.equal('ask');
    });

    it('never allows in mode deny what it would ask about, and asks nobody in modes deny and full', async () => {
      for (const request of requests()) {
        const asked = await effect({ ...request, mode: 'ask' });
        expect(await effect({ ...request, mode: 'deny' })).to.equal(asked === 'allow' ? 'allow' : 'deny');
        expect(await effect({ ...request, mode: 'full' })).to.not.equal('ask');
      }
    });

    it('denies what it cannot understand, and never throws', async () => {
      const garbage: unknown[] = [undefined, null, 42, 'read', [], {}, { tool: null }, { ...permissionRequest(), tool: { id: 7 } }];
      for (const subject of [
        null,
        'x',
        {},
        { action: 'exec' },
        { action: 'read', path: 7 },
        { action: 'read', path: 'relative' },
        { action: 'fly', path: '/workspace/a' },
      ]) {
        garbage.push({ ...permissionRequest(), subjects: [subject] });
      }
      for (const changes of [
        { subjects: 'all' },
        { mode: 'yolo' },
        { cwd: '' },
        { workspace: undefined },
        { sessionRules: null },
        { sessionRules: { allow: 'read', ask: [], deny: [] } },
      ]) {
        garbage.push({ ...permissionRequest(), ...changes });
      }
      for (const rule of ['', '(', 'bash(', 'bash()', 'a b', 7])
        garbage.push({ ...permissionRequest(), sessionRules: { allow: [], ask: [], deny: [rule] } });
      garbage.push(
        new Proxy(
          {},
          {
            get() {
              throw new Error('hostile');
            },
          },
        ),
      );
      for (const request of garbage) {
        const decision = await policy.decide(request as PermissionRequest);
        expect(decision, String(JSON.stringify(request === garbage.at(-1) ? 'proxy' : request))).to.include({ effect: 'deny' });
        expect(decision.reason).to.be.a('string').that.is.not.empty;
      }
    });

    it('ends in time on hostile input', async () => {
      const hostile = [
        '$('.repeat(5_000),
        '('.repeat(20_000),
        `echo ${'a '.repeat(40_000)}`,
        `${'sh -c '.repeat(200)}x`,
        `rm ${'*'.repeat(5_000)}`,
        '\u0000\ud800',
        '`'.repeat(9_999),
        'cd ..;'.repeat(3_000),
      ];
      const tool = { id: 'bash', permission: 'exec', readOnly: false } as const;
      for (const command of hostile) {
        const decision = await effect({
          tool,
          subjects: [{ action: 'exec', command, cwd: '/workspace' }],
          sessionRules: { allow: [], ask: [], deny: ['bash(*a*a*a*a*a*b)'] },
        });
        expect(decision, command.slice(0, 20)).to.be.oneOf(['ask', 'deny']);
      }
    }).timeout(20_000);
  });
}

function requests(): PermissionRequest[] {
  const bash = { id: 'bash', permission: 'exec', readOnly: false } as const;
  const write = { id: 'write', permission: 'fs.write', readOnly: false } as const;
  return (['ask', 'accept-edits', 'plan', 'deny', 'full'] as const).flatMap((mode) => [
    permissionRequest({ mode }),
    permissionRequest({ mode, subjects: [{ action: 'read', path: '/etc/passwd' }] }),
    permissionRequest({ mode, tool: write, subjects: [{ action: 'write', path: '/workspace/a' }] }),
    permissionRequest({ mode, tool: bash, subjects: [{ action: 'exec', command: 'npm test && rm -rf "$X"', cwd: '/workspace' }] }),
    permissionRequest({ mode, tool: bash, subjects: [{ action: 'exec', command: 'ls', cwd: '/workspace' }] }),
    permissionRequest({
      mode,
      tool: { id: 'webfetch', permission: 'net', readOnly: true },
      subjects: [{ action: 'net', url: 'https://example.com/' }],
    }),
    permissionRequest({
      mode,
      tool: { id: 'todo', permission: 'session', readOnly: false },
      subjects: [{ action: 'other', what: 'todo' }],
    }),
  ]);
}

function deepFrozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) for (const part of Object.values(Object.freeze(value))) deepFrozen(part);
  return value;
}

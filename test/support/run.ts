import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type FakeModel, type FakeModelOptions, startFakeModel } from '../fake-model/server.ts';
import { Sandbox } from './cli.ts';
import { readJson } from './tree.ts';

export interface Lab {
  sandbox: Sandbox;
  fake: FakeModel;
  close(): Promise<void>;
}

/** A sandbox whose configuration names a fake model server as its only provider. @param wire "openai-compatible" or "anthropic" */
export async function lab(options: FakeModelOptions, wire = 'openai-compatible', more = ''): Promise<Lab> {
  const fake = await startFakeModel(options);
  const sandbox = new Sandbox();
  const baseUrl = wire === 'anthropic' ? fake.url : `${fake.url}/v1`;
  const toml = `model = "fake/m1"\n${more}\n[provider.fake]\ntype = "${wire}"\nbase_url = "${baseUrl}"\napi_key = "test-key-0123456789"\n`;
  writeFileSync(sandbox.configFile, toml);
  return {
    sandbox,
    fake,
    close: async () => {
      await fake.close();
      sandbox.remove();
    },
  };
}

/**
 * Labs that are closed after each test of the file or suite that calls this.
 * @returns makes one; its options and further lines of `opencode.toml`
 */
export function labs(): (options?: FakeModelOptions, more?: string) => Promise<Lab> {
  let open: Lab[] = [];
  afterEach(async () => {
    for (const made of open) await made.close();
    open = [];
  });
  return async (options = { script: [{ text: 'hi' }] }, more = '') => {
    const made = await lab(options, 'openai-compatible', more);
    open.push(made);
    return made;
  };
}

export function put(sandbox: Sandbox, file: string, text: string): string {
  const path = join(sandbox.work, file);
  writeFileSync(path, text);
  return path;
}

export type Line = Record<string, unknown> & { type: string };

export function lines(stdout: string): Line[] {
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);
}

export function schemaOf(name: string): Record<string, unknown> {
  return readJson(`schemas/${name}.schema.json`);
}

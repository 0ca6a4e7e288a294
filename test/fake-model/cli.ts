/**
 * Runs a fake model by hand: `npx tsx --conditions=source test/fake-model/cli.ts --script script.json [--port 8080]`.
 * The file holds an array of steps, or an object with `script`, `faults`, `side`, `models`. Each request is told in one line.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type FakeModelOptions, type Step, startFakeModel } from './server.ts';

const { values } = parseArgs({ options: { script: { type: 'string' }, port: { type: 'string' } } });
const given =
  values.script === undefined ? [{ text: 'Hello from the fake model.' }] : (JSON.parse(readFileSync(values.script, 'utf8')) as unknown);
const options: FakeModelOptions = Array.isArray(given) ? { script: given as Step[] } : (given as FakeModelOptions);
const fake = await startFakeModel({
  ...options,
  port: Number(values.port ?? 0),
  handler(request) {
    process.stdout.write(`${request.number} ${request.protocol} ${request.path} ${JSON.stringify(request.body).length} characters\n`);
    return undefined;
  },
});
process.stdout.write(`OPENAI_BASE_URL=${fake.url}/v1\nANTHROPIC_BASE_URL=${fake.url}\nGOOGLE_GEMINI_BASE_URL=${fake.url}/v1beta\n`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void fake.close().then(() => process.exit(0)));

import { register } from 'node:module';
import { Socket } from 'node:net';
import { pathToFileURL } from 'node:url';
import { createMessageConnection, ResponseError, StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node';
import { API_SYMBOL, exposeApi } from './api-global.ts';
import { ChildPlugin } from './child-plugin.ts';
import * as api from './plugin-api.ts';
import { type ActivateParams, type Boxed, type CallParams, CHANNEL_FD, type TapParams } from './protocol.ts';
import { toWireError } from './wire-error.ts';

// The script of a plugin's own process. It lives exactly as long as the pipe to the kernel: when the kernel dies, however it dies, so does this.
const channel = new Socket({ fd: CHANNEL_FD, readable: true, writable: true });
channel.on('error', () => process.exit(0));
channel.on('close', () => process.exit(0));
process.stdin.on('end', () => process.exit(0));
process.stdin.on('error', () => process.exit(0));
process.stdin.resume();

exposeApi(API_SYMBOL, api);
const connection = createMessageConnection(new StreamMessageReader(channel), new StreamMessageWriter(channel));
let plugin: ChildPlugin | undefined;

function active(): ChildPlugin {
  if (!plugin) throw new Error('the plugin is not active');
  return plugin;
}

async function answered<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const wire = toWireError(error);
    throw new ResponseError(1, wire.message, wire);
  }
}

connection.onRequest('activate', (params: ActivateParams) =>
  answered(async () => {
    plugin = new ChildPlugin(connection, params);
    if (/\.m?ts$/.test(params.entry) && !(process.features as { typescript?: unknown }).typescript)
      register('./typescript-hooks.mjs', import.meta.url);
    return plugin.activate(() => import(pathToFileURL(params.entry).href));
  }),
);
connection.onRequest('call', (params: CallParams, token) =>
  answered(async (): Promise<Boxed> => ({ value: await active().call(params, token) })),
);
connection.onRequest('tap', (params: TapParams) => answered(async (): Promise<Boxed> => ({ value: await active().tap(params) })));
connection.onRequest('deactivate', () =>
  answered(async (): Promise<Boxed> => {
    await plugin?.deactivate();
    return {};
  }),
);
connection.listen();

import { bridgeContract } from '../../../../test/contracts/bridge.ts';

bridgeContract({ pluginDir: new URL('..', import.meta.url), context: { kernel: { cwd: process.cwd(), config: { config: {} } } as never } });

import { main } from './boot/main.ts';
import { sourceRuntime } from './boot/source-runtime.ts';

process.exitCode = await main(process.argv.slice(2), sourceRuntime());

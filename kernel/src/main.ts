import { sourceRuntime } from './boot/source-runtime.ts';
import { main } from './boot/main.ts';

process.exitCode = await main(process.argv.slice(2), sourceRuntime());

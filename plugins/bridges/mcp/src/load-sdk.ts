export type Sdk = typeof import('./sdk.ts');

let loading: Promise<Sdk> | undefined;

/** The SDK, loaded when the first server is connected. */
export function loadSdk(): Promise<Sdk> {
  loading ??= import('./sdk.ts');
  return loading;
}

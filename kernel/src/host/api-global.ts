/** The running kernel's exports hang here, so that plugins from anywhere get this instance and not a copy. */
export const API_SYMBOL = Symbol.for('@ock/kernel');
/** A function that imports `@ock/kernel/command`, so that only plugins with commands pay for oclif. */
export const COMMAND_SYMBOL = Symbol.for('@ock/kernel/command');

export type ApiSpecifier = '@ock/kernel' | '@ock/kernel/command';

/** Puts the exports in their place. The first caller wins: there is one kernel in a process. */
export function exposeApi(symbol: symbol, api: object | (() => Promise<object>)): void {
  if (!(symbol in globalThis)) Object.defineProperty(globalThis, symbol, { value: api });
}

/** Source of a module that hands on what stands under a specifier's symbol. @param names its exports */
export function shimSource(specifier: ApiSpecifier, names: readonly string[]): string {
  const exported = names.filter((name) => name !== 'default').map((name) => `export const ${name} = api.${name};`);
  return [
    `const found = globalThis[Symbol.for('${specifier}')];`,
    `if (!found) throw new Error('${specifier} is not available here: opencode gives it to plugins that run in its own process');`,
    `const api = typeof found === 'function' ? await found() : found;`,
    ...exported,
    '',
  ].join('\n');
}

/**
 * Imports an ES module by URL. In the release form the code around this is a script whose own `import()` the bundler turned into `require`:
 * there the real one stands under a symbol.
 */
export function importFile(url: string): Promise<unknown> {
  const real = (globalThis as Record<symbol, unknown>)[Symbol.for('opencode.import')] as ((url: string) => Promise<unknown>) | undefined;
  return real ? real(url) : import(url);
}

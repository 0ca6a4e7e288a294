import { KernelError } from '@ock/kernel';

/** `NAME=VALUE` or `Name: value` given several times, as a table. @throws OC_USAGE */
export function pairs(list: readonly string[] | undefined, separator: '=' | ':', flag: string): Record<string, string> | undefined {
  if (!list?.length) return undefined;
  return Object.fromEntries(
    list.map((text) => {
      const at = text.indexOf(separator);
      if (at < 1) throw new KernelError('OC_USAGE', { message: `--${flag}: ${text}`, because: 'command-mcp.bad_pair', flag, separator });
      return [text.slice(0, at).trim(), text.slice(at + 1).trim()];
    }),
  );
}

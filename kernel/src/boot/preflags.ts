/** The global flags that must be known before the configuration is read: they decide which commands exist. */
export interface Preflags {
  profile?: string;
  dir?: string;
  model?: string;
  provider?: string;
  agent?: string;
  sandbox?: string;
  trust: boolean;
}

const VALUED = ['profile', 'dir', 'model', 'provider', 'agent', 'sandbox'] as const;

/** Scans argv without parsing it: `--dir x`, `--dir=x`, `-m x`; stops at `--`. oclif validates the same flags later. */
export function preflags(argv: readonly string[]): Preflags {
  const found: Preflags = { trust: false };
  for (let i = 0; i < argv.length; i++) {
    const arg = argv[i] as string;
    if (arg === '--') break;
    if (arg === '--trust') found.trust = true;
    if (arg === '-m' && argv[i + 1] !== undefined) found.model = argv[++i] as string;
    else {
      for (const name of VALUED) {
        if (arg.startsWith(`--${name}=`)) found[name] = arg.slice(name.length + 3);
        else if (arg === `--${name}` && argv[i + 1] !== undefined) {
          found[name] = argv[i + 1] as string;
          i++;
          break;
        }
      }
    }
  }
  return found;
}

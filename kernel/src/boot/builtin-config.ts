/** The lowest layer: what holds when nobody says anything. Everything here is documented in opencode.toml.example. */
export const BUILTIN_CONFIG = {
  agent: 'build',
  profiles: {},
  permissions: { mode: 'ask' },
  limits: { max_turns: 200, retries: 5, stall_timeout_s: 120 },
};

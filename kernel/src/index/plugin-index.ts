import type { PluginManifest } from '@ock/schemas';
import type { Contributions, Kind } from '../kinds/index.ts';

/**
 * Where a plugin comes from; decides precedence (linked > user > bundled) and trust. `own` is no package: agents and modes that a person wrote into
 * files, which take the place of any other.
 */
export type PluginOrigin = 'bundled' | 'user' | 'linked' | 'own';

/** One installed plugin as the kernel sees it before any of its code runs. */
export interface IndexedPlugin {
  name: string;
  version: string;
  description?: string;
  /** absolute folder of the package */
  root: string;
  /** module below `root` that activates it; absent when the plugin is data only */
  entry?: string;
  origin: PluginOrigin;
  manifest: Omit<PluginManifest, 'contributes'> & { contributes: { [K in Kind]?: Contributions[K][] } };
}

/** The shipped index: what `oclif.manifest.json` in the install root holds. `root` and `entry` are relative there. */
export interface ShippedIndex {
  /** product version */
  version: string;
  /** kernel API version that plugins' `apiVersion` ranges are checked against */
  apiVersion: string;
  plugins: Omit<IndexedPlugin, 'origin'>[];
}

/** Kernel API version. Raised as semver says: a removed or changed hook, kind or context member is a major. */
export const API_VERSION = '1.0.0';

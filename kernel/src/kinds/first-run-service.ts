export interface FirstRunService {
  /**
   * What to tell a person before the very first conversation on this machine: three lines, in their language. Empty at every later call, and for
   * those who have a configuration. Asks this machine's own ports for a model server, for 150 ms at most, and no other.
   */
  lines(): Promise<string[]>;
}

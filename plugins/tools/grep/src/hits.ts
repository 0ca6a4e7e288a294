/** One line of a file that was found, or stands beside one that was. */
export interface Hit {
  /** as the search names it: relative to where it ran */
  file: string;
  line: number;
  text: string;
  /** false: a line of context */
  match: boolean;
  /** where the first match begins, in characters */
  column: number;
}

export interface Search {
  pattern: string;
  ignoreCase: boolean;
  /** lines around each match */
  context: number;
  /** folder it runs in, absolute */
  root: string;
  /** one file below `root`; absent: all of them */
  file?: string;
  include?: string;
  /** a file type of ripgrep */
  type?: string;
  /** matches may span lines, and `.` matches their ends */
  multiline?: boolean;
  signal: AbortSignal;
  /** false: this file is left out; asked once for each file with matches, in order */
  wanted(file: string): boolean;
  /** false: enough */
  onHit(hit: Hit): boolean;
}

export interface SearchEnd {
  complete: boolean;
  /** what the search program said, such as a bad pattern */
  error?: string;
}

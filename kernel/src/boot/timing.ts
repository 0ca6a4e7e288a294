const marks: [name: string, at: number][] = [];
const on = Boolean(process.env.OPENCODE_TIMING);

/** Notes that a stage of the start is over. Costs nothing unless OPENCODE_TIMING is set. */
export function mark(name: string): void {
  if (on) marks.push([name, performance.now()]);
}

/** The stages so far: ms since the process started, and ms since the stage before. */
export function timingReport(): string {
  let before = 0;
  return marks
    .map(([name, at]) => {
      const line = `${at.toFixed(1).padStart(8)} ms  +${(at - before).toFixed(1).padStart(6)}  ${name}`;
      before = at;
      return line;
    })
    .join('\n');
}

export const timingWanted = on;

/** The same work with texts and numbers as arguments, done once for each: for as long as what it looks at counts as standing still. */
export function once<A extends readonly (string | number)[], R>(work: (...given: A) => R): (...given: A) => R {
  const done = new Map<string, R>();
  return (...given) => {
    const key = given.join('\0');
    if (done.has(key)) return done.get(key) as R;
    const result = work(...given);
    done.set(key, result);
    return result;
  };
}

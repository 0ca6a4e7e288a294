export type FileFilter = (file: string) => boolean;

/** A test of paths for `include`: without a slash it is about names in every folder. */
export async function includeFilter(include: string | undefined): Promise<FileFilter> {
  if (!include) return () => true;
  const { default: picomatch } = await import('picomatch');
  const negated = include.startsWith('!');
  const pattern = (negated ? include.slice(1) : include).replace(/^\.\//, '');
  const matches = picomatch(pattern, { dot: true, basename: !pattern.includes('/'), nonegate: true });
  return (file) => matches(file) !== negated;
}

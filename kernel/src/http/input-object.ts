/**
 * The arguments of a stored call as the object that protocols with typed arguments insist on. JSON text is read; what is no object comes back
 * under `unreadable`, so that the model sees what it once sent.
 */
export function inputObject(input: unknown): unknown {
  let value = input;
  if (typeof input === 'string') {
    try {
      value = JSON.parse(input);
    } catch {
      value = { unreadable: input };
    }
  }
  if (value === null || value === undefined) return {};
  return typeof value === 'object' && !Array.isArray(value) ? value : { unreadable: value };
}

import type { ModelTarget } from '../kinds/model.ts';
import type { ModelError } from '../runtime/errors.ts';
import { unreadable } from './model-failure.ts';

/** bytes of a float32 */
const FLOAT = 4;

/**
 * The vectors of an answer, checked: as many as texts, all of one length, all of finite numbers. Each is a list of numbers, or the base64 of
 * little-endian 32-bit floats.
 * @param count texts that were sent
 * @throws ModelError OC_MODEL_UNREADABLE
 */
export function readVectors(values: unknown, count: number, target: ModelTarget): number[][] {
  const wrong = (what: string): ModelError => unreadable(what, target, false);
  if (!Array.isArray(values)) throw wrong('no vectors');
  if (values.length !== count) throw wrong(`${values.length} vectors for ${count} texts`);
  const vectors = values.map((value) => (typeof value === 'string' ? floatsOf(value) : value));
  const length = Array.isArray(vectors[0]) ? vectors[0].length : 0;
  return vectors.map((vector, at) => {
    if (!Array.isArray(vector) || vector.length === 0 || !vector.every(Number.isFinite))
      throw wrong(`something that is no vector for text ${at}`);
    if (vector.length !== length) throw wrong(`vectors of different lengths (${length} and ${vector.length})`);
    return vector as number[];
  });
}

/** Undefined where the bytes are no whole number of floats. */
function floatsOf(base64: string): number[] | undefined {
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length % FLOAT !== 0) return undefined;
  return Array.from({ length: bytes.length / FLOAT }, (_, at) => bytes.readFloatLE(at * FLOAT));
}

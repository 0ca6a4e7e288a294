import type { ModelRequest, ModelTarget, Wire } from '@ock/kernel';
import { Tape } from './tape.ts';

export type ExchangeSink = (request: ModelRequest, target: ModelTarget, tape: Tape, failure: unknown) => void;

/** The wire, with every exchange that ends by itself handed to `sink`. An aborted one is no exchange. */
export function recordingWire(wire: Wire, sink: ExchangeSink): Wire {
  return {
    ...wire,
    async stream(request, target, io) {
      const tape = new Tape();
      const emit: typeof io.emit = (event) => {
        tape.event(event);
        io.emit(event);
      };
      try {
        await wire.stream(request, target, { ...io, http: tape.http(io.http), emit });
      } catch (error) {
        if (!io.signal.aborted) sink(request, target, tape, error);
        throw error;
      }
      sink(request, target, tape, undefined);
    },
  };
}

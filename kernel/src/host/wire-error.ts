import { ERROR_CODES, type ErrorCode, type ErrorDetails, KernelError, ModelError, ToolError } from '../runtime/errors.ts';

/** An error as plain data, so that its class, code and details survive the way between processes. */
export interface WireError {
  type: 'tool' | 'model' | 'kernel' | 'error';
  name: string;
  message: string;
  code?: ErrorCode;
  details?: ErrorDetails;
  retryable?: boolean;
  stack?: string;
}

export function toWireError(error: unknown): WireError {
  if (error instanceof ToolError) return { type: 'tool', name: error.name, message: error.message };
  if (error instanceof KernelError) {
    const { name, message, code, details } = error;
    return {
      type: error instanceof ModelError ? 'model' : 'kernel',
      name,
      message,
      code,
      details,
      ...(error instanceof ModelError && { retryable: error.retryable }),
    };
  }
  if (error instanceof Error)
    return { type: 'error', name: error.name, message: error.message, ...(error.stack && { stack: error.stack }) };
  return { type: 'error', name: 'Error', message: String(error) };
}

/** Never trusts the sender: unknown codes and shapes become a plain Error. */
export function fromWireError(data: unknown, fallback: string): Error {
  const wire = (typeof data === 'object' && data !== null ? data : {}) as Partial<WireError>;
  const message = typeof wire.message === 'string' ? wire.message : fallback;
  if (wire.type === 'tool') return new ToolError(message);
  if ((wire.type === 'kernel' || wire.type === 'model') && wire.code !== undefined && Object.hasOwn(ERROR_CODES, wire.code)) {
    const details = plainDetails(wire.details);
    if (wire.type === 'kernel') return new KernelError(wire.code, details);
    return new ModelError(wire.code, { ...details, message }, { retryable: wire.retryable === true });
  }
  const error = new Error(message);
  if (typeof wire.name === 'string') error.name = wire.name;
  return error;
}

function plainDetails(details: unknown): ErrorDetails {
  if (typeof details !== 'object' || details === null) return {};
  return Object.fromEntries(
    Object.entries(details).filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value)),
  ) as ErrorDetails;
}

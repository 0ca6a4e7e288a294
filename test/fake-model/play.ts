import type { ServerResponse } from 'node:http';
import { setTimeout as sleep, setImmediate as tick } from 'node:timers/promises';
import type { WireEncoder } from './encoder.ts';
import type { Fault, SplitMode, Step } from './script.ts';

/** Sends one step as the protocol does, with what goes wrong on the way. */
export async function play(
  response: ServerResponse,
  encoder: WireEncoder,
  step: Step,
  body: Record<string, unknown>,
  number: number,
  fault?: Fault,
) {
  if (fault && (fault.kind === 'status' || fault.kind === 'html' || fault.kind === 'empty')) return refuse(response, encoder, fault);
  const streamed = step.stream !== false && (body.stream === true || step.raw !== undefined);
  if (!streamed) return sendJson(response, 200, encoder.document(step, body, number));
  const chunks =
    step.raw?.map((text) => Buffer.from(text)) ?? cut(encoder.stream(step, body, number), step.split ?? 'event', encoder.framing);
  response.writeHead(200, {
    'content-type': encoder.streamType ?? 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache',
    'x-request-id': `req_${number}`,
  });
  response.flushHeaders();
  const at = fault ? Math.min(fault.after ?? 2, Math.max(0, chunks.length - 1)) : -1;
  for (let i = 0; i < chunks.length && !response.destroyed; i++) {
    if (fault && i === at && !(await strike(response, encoder, fault))) return;
    if (!response.write(chunks[i])) await drained(response);
    if (step.delayMs) await sleep(step.delayMs);
    else if (i % 16 === 15) await tick();
  }
  response.end();
}

/** @returns whether the stream goes on */
async function strike(
  response: ServerResponse,
  encoder: WireEncoder,
  fault: Exclude<Fault, { kind: 'status' | 'html' | 'empty' }>,
): Promise<boolean> {
  switch (fault.kind) {
    case 'reset':
      await sleep(10); // lets what was written arrive first
      response.socket?.resetAndDestroy();
      return false;
    case 'close':
      response.end();
      return false;
    case 'stall':
      if (fault.ms === undefined) await closed(response);
      else await Promise.race([sleep(fault.ms), closed(response)]);
      return !response.destroyed;
    case 'garbage':
      response.write(fault.text ?? 'data: {"broken": \n\n');
      return true;
    case 'error':
      response.end(encoder.errorEvent(fault.type ?? 'overloaded_error', fault.message ?? 'Overloaded'));
      return false;
  }
}

function refuse(response: ServerResponse, encoder: WireEncoder, fault: Extract<Fault, { kind: 'status' | 'html' | 'empty' }>): void {
  if (fault.kind === 'empty') return void response.writeHead(fault.status ?? 502).end();
  if (fault.kind === 'html') {
    const title = fault.title ?? '502 Bad Gateway';
    const page = `<!DOCTYPE html>\n<html><head><title>${title}</title></head><body><h1>${title}</h1><p>nginx</p></body></html>`;
    return void response.writeHead(fault.status ?? 502, { 'content-type': 'text/html' }).end(page);
  }
  const headers = { ...fault.headers, ...(fault.retryAfter === undefined ? {} : { 'retry-after': String(fault.retryAfter) }) };
  if (typeof fault.body === 'string')
    return void response.writeHead(fault.status, { 'content-type': 'text/plain', ...headers }).end(fault.body);
  sendJson(response, fault.status, fault.body ?? encoder.error(fault.status, `injected ${fault.status}`), headers);
}

export function sendJson(response: ServerResponse, status: number, value: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));
}

function cut(events: (string | Buffer)[], mode: SplitMode, framing: WireEncoder['framing'] = 'events'): Buffer[] {
  const parts = events.map((part) => Buffer.from(part as string));
  if (mode === 'whole') return [Buffer.concat(parts)];
  if (mode === 'crlf' && framing !== 'frames') return events.map((part) => Buffer.from(String(part).replaceAll('\n', '\r\n')));
  if (mode === 'comments' && framing !== 'frames') {
    const fillers = framing === 'lines' ? ['\n', ' \n\n'] : [':\n', ': keep-alive\n\n'];
    return parts.flatMap((part, i) => [Buffer.from(fillers[i % 2] as string), part]);
  }
  if (mode !== 'bytes') return parts;
  const bytes = Buffer.concat(parts);
  const chunks: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += 3) chunks.push(bytes.subarray(at, at + 3));
  return chunks;
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    response.once('drain', resolve);
    response.once('close', resolve);
  });
}

function closed(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => (response.destroyed ? resolve() : void response.once('close', resolve)));
}

import { randomUUID } from 'node:crypto';
import { closeSync, fstatSync, fsyncSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { ProcessLock } from '@ock/kernel';

/** keys copied between two writes: bounds the memory it takes */
const BATCH = 200;
/** bytes at the start of a log that tell it from the one it replaced */
export const HEADER_LENGTH = 48;

/** First line of a new log. */
export function newHeader(): string {
  return `{"log":"${randomUUID()}"}\n`.padEnd(HEADER_LENGTH, '\n');
}

export interface Compactable {
  /** the log, open for reading */
  fd: number;
  path: string;
  lockPath: string;
  /** living keys up to the file's end, asked once the lock is held */
  keys(): string[];
  values(keys: readonly string[]): [key: string, value: unknown][];
}

/**
 * Replaces a log by one that holds only what lives; removes it when nothing does. Does nothing while another process does it.
 * Appends that come meanwhile wait for the lock to go and then see that the file was replaced.
 */
export function compactLog(log: Compactable): void {
  const lock = ProcessLock.take(log.lockPath);
  if (!(lock instanceof ProcessLock)) return;
  try {
    const isCurrent = statSync(log.path, { throwIfNoEntry: false })?.ino === fstatSync(log.fd).ino;
    if (!isCurrent) return;
    const keys = log.keys();
    if (keys.length === 0) {
      rmSync(log.path, { force: true });
      return;
    }
    const temporary = `${log.path}.tmp`;
    writeLog(temporary, keys, log);
    if (lock.held) renameSync(temporary, log.path);
    else rmSync(temporary, { force: true });
  } finally {
    lock.release();
  }
}

function writeLog(path: string, keys: readonly string[], log: Compactable): void {
  const fd = openSync(path, 'w', 0o600);
  try {
    writeSync(fd, newHeader());
    for (let at = 0; at < keys.length; at += BATCH) {
      const lines = log.values(keys.slice(at, at + BATCH)).map((entry) => `${JSON.stringify([entry])}\n`);
      writeAll(fd, Buffer.from(lines.join('')));
    }
    // unlike appends this replaces what was safe already: it must not be lost to a power cut either
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

function writeAll(fd: number, data: Buffer): void {
  for (let at = 0; at < data.length; ) at += writeSync(fd, data, at);
}

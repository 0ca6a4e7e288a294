declare namespace sqlite3 {
  type Callback<T = void> = (error: (Error & { code?: string }) | null, result: T) => void;

  /** Handles of one file share one connection; every statement is atomic. */
  class Database {
    constructor(path: string, callback?: Callback);
    /** which engine runs: `node:sqlite` or `libsql` */
    readonly engine: string;
    configure(option: 'busyTimeout', milliseconds: number): void;
    all(sql: string, ...paramsAndCallback: unknown[]): void;
    get(sql: string, ...paramsAndCallback: unknown[]): void;
    run(sql: string, ...paramsAndCallback: unknown[]): void;
    exec(sql: string, callback?: Callback): void;
    close(callback?: Callback): void;
  }

  /** Where `libsql` is resolved from, as a file URL or path. A bundle must call it. */
  function loadFrom(from: string): void;
}

export = sqlite3;

export * from './config.ts';
export * from './event.ts';
export * from './manifest.ts';
export * from './message.ts';
export * from './python-session.ts';
export * from './session-export.ts';

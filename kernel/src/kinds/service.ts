import type { SessionService } from './session-service.ts';

/** Services are what several parts share. The well-known ones are typed here; others are `unknown`. */
export interface Services {
  sessions: SessionService;
}

export interface ServiceContribution {
  id: string;
}

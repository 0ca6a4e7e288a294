import type { KeychainService } from './keychain-service.ts';
import type { LspService } from './lsp-service.ts';
import type { McpServerService } from './mcp-server-service.ts';
import type { McpService } from './mcp-service.ts';
import type { ProjectIndexService } from './project-index-service.ts';
import type { RecorderService } from './recorder-service.ts';
import type { SessionService } from './session-service.ts';
import type { SkillsService } from './skills-service.ts';

/** Services are what several parts share. The well-known ones are typed here; others are `unknown`. */
export interface Services {
  sessions: SessionService;
  recorder: RecorderService;
  mcp: McpService;
  'mcp-server': McpServerService;
  lsp: LspService;
  keychain: KeychainService;
  skills: SkillsService;
  'project-index': ProjectIndexService;
}

export interface ServiceContribution {
  id: string;
  /** `catalogue` only: file below the plugin's folder with facts about models, one provider a line */
  modelsFile?: string;
  /** `catalogue` only: ids of the providers that the file knows, so that it is never opened for another */
  providers?: string[];
}

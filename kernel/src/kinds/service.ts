import type { CommandHooksService } from './command-hooks-service.ts';
import type { CompactionService } from './compaction-service.ts';
import type { FirstRunService } from './first-run-service.ts';
import type { FormatterService } from './formatter-service.ts';
import type { KeychainService } from './keychain-service.ts';
import type { LspService } from './lsp-service.ts';
import type { McpServerService } from './mcp-server-service.ts';
import type { McpService } from './mcp-service.ts';
import type { MemoryService } from './memory-service.ts';
import type { MentionsService } from './mentions-service.ts';
import type { ProjectIndexService } from './project-index-service.ts';
import type { PromptCommandsService } from './prompt-commands-service.ts';
import type { RecorderService } from './recorder-service.ts';
import type { SandboxService } from './sandbox-service.ts';
import type { SessionService } from './session-service.ts';
import type { SkillsService } from './skills-service.ts';
import type { SnapshotService } from './snapshot-service.ts';
import type { WatcherService } from './watcher-service.ts';

/** Services are what several parts share. The well-known ones are typed here; others are `unknown`. */
export interface Services {
  sessions: SessionService;
  recorder: RecorderService;
  mcp: McpService;
  'mcp-server': McpServerService;
  lsp: LspService;
  keychain: KeychainService;
  memory: MemoryService;
  skills: SkillsService;
  'project-index': ProjectIndexService;
  compaction: CompactionService;
  mentions: MentionsService;
  'prompt-commands': PromptCommandsService;
  'command-hooks': CommandHooksService;
  formatter: FormatterService;
  watcher: WatcherService;
  sandbox: SandboxService;
  snapshots: SnapshotService;
  'first-run': FirstRunService;
}

/** What a service tells the model when a session starts. */
export interface SessionNotes {
  /** @param cwd the session's folder. @returns at most 1 KiB, more where it is due by `files`; undefined: nothing */
  sessionNote(cwd: string): Promise<string | undefined>;
}

export interface ServiceContribution {
  id: string;
  /**
   * It is a `SessionNotes`: asked where this folder stands in the data folder and the model is offered this tool; or where one of these files stands in
   * the session's folder, above it or beside our configuration, or this setting is there.
   */
  note?: { folder: string; tool: string } | { files: string[]; setting?: string };
  /** true: it is a `SlashSource` */
  slash?: boolean;
  /** `catalogue` only: file below the plugin's folder with facts about models, one provider a line */
  modelsFile?: string;
  /** `catalogue` only: ids of the providers that the file knows, so that it is never opened for another */
  providers?: string[];
}

export { docsHint, docsLine, errorText } from './boot/explain.ts';
export { isBrokenPipe } from './boot/last-resort.ts';
export { expandHome, type Paths } from './config/paths.ts';
export { editFile, previewEdits } from './files/edit-file.ts';
export { withFileLock } from './files/file-lock.ts';
export { fileVersion, readUpTo, STAMP_CONTENT_MAX } from './files/file-version.ts';
export { type GitIndexEntry, gitIndexEntries } from './files/git-index.ts';
export { type LimitedOutput, type LimitOutputOptions, limitOutput } from './files/limit-output.ts';
export { nearNames } from './files/near-names.ts';
export { type PrunedOutputs, type PruneOutputsOptions, removeOutputs } from './files/prune-outputs.ts';
export { readRegular } from './files/read-regular.ts';
export { type Replaced, type ReplaceRequest, replaceText } from './files/replace-text.ts';
export { decodeText, detectText, encodeText, type TextEncoding, type TextForm } from './files/text-codec.ts';
export { trackedNames } from './files/tracked-names.ts';
export { emptyTrash, listTrash, moveToTrash, restoreFromTrash, type TrashEntry, type Trashed } from './files/trash.ts';
export { PREVIEW_BYTES, type UnifiedDiff, unifiedDiff } from './files/unified-diff.ts';
export {
  missingFile,
  openForReading,
  readTextFile,
  refuseStale,
  saveFile,
  shownPath,
  type TextFile,
  toolError,
} from './files/workspace-file.ts';
export { atomicWrite, sweepFolder, sweepTemporaries, temporaryBeside } from './host/atomic-write.ts';
export { factsOf } from './host/facts-of.ts';
export { importFile } from './host/import-file.ts';
export { makeFolder } from './host/make-folder.ts';
export { OpenMarks } from './host/open-marks.ts';
export { openToolFile } from './host/open-tool-file.ts';
export { fileStamp, resolvePath } from './host/paths.ts';
export { type Grant, type InstalledPlugin, PluginFolder } from './host/plugin-folder.ts';
export { isLocked, ProcessLock, sweepLocks } from './host/process-lock.ts';
export { isOwnerAlive, type Owner, thisProcess } from './host/process-owner.ts';
export { reveal, revealLine, StreamSanitizer, sanitize, sanitizeLine, withoutHidden } from './host/sanitize.ts';
export { isSecretPath } from './host/secret-files.ts';
export type { ToolFile } from './host/tool-file.ts';
export { toolParameters } from './host/tool-parameters.ts';
export type { AnswerDecoder, AnswerFormat, AnswerSink } from './http/answer-format.ts';
export { withAnsweredCalls } from './http/answered-calls.ts';
export { askService, type ServiceCall } from './http/ask-service.ts';
export { callJson, type JsonAnswer, type JsonCall } from './http/call-json.ts';
export type * from './http/client.ts';
export { type FreshToken, HeldTokens } from './http/held-tokens.ts';
export { inputObject } from './http/input-object.ts';
export { type AnswerReader, callModel, type ModelCall } from './http/model-call.ts';
export { earlyEnd, streamFailure, unreadable } from './http/model-failure.ts';
export { endpoint, modelHeaders } from './http/model-headers.ts';
export { proxyFor } from './http/proxy.ts';
export { readVectors } from './http/read-vectors.ts';
export { ThinkTags } from './http/think-tags.ts';
export { decodePage } from './http/web/decode-page.ts';
export { fetchWeb, type WebPage, type WebRequest } from './http/web/fetch-web.ts';
export { type DomDocument, type DomElement, parseHtml } from './http/web/parse-html.ts';
export type { AllowPrivate } from './http/web/public-hosts.ts';
export { webContent } from './http/web/web-content.ts';
export { askWebService, serviceKey, type WebService } from './http/web/web-service.ts';
export { parseWebUrl } from './http/web/web-url.ts';
export { type Frontmatter, readFrontmatter } from './index/own/frontmatter.ts';
export { type OwnFile, type OwnPlaces, ownFileAt, ownFiles } from './index/own/own-files.ts';
export { checkOwnFile, type OwnParts, ownParts } from './index/own/own-parts.ts';
export { FOREIGN_MODELS } from './index/own/part-fields.ts';
export { nameList } from './index/own/tool-names.ts';
export type { IndexedPlugin, PluginOrigin } from './index/plugin-index.ts';
export type * from './kinds/index.ts';
export { type CommandOutputOptions, commandOutput } from './process/command-output.ts';
export { findNpm } from './process/find-npm.ts';
export { type ListFilesOptions, listFiles } from './process/list-files.ts';
export { openBrowser } from './process/open-browser.ts';
export type { CollectedOutput, CollectorOptions } from './process/output-collector.ts';
export { killAllGroups, killGroup, liveGroups, pruneGroup, trackGroup } from './process/process-groups.ts';
export { findRipgrep } from './process/ripgrep.ts';
export { type RunLinesOptions, type RunLinesResult, runLines } from './process/run-lines.ts';
export { type RunChild, type RunOptions, type RunResult, runProcess } from './process/run-process.ts';
export { findOnPath, findShell, runShell, type ShellOptions } from './process/shell.ts';
export type { IgnoreFactory, IgnoreRules } from './process/walk-files.ts';
export { ERROR_CODES, type ErrorCode, type ErrorDetails, KernelError, ModelError, ToolError } from './runtime/errors.ts';
export { firstRunMarker, isFirstRun } from './runtime/first-run.ts';
export type { Format } from './runtime/format.ts';
export type {
  CompactInfo,
  HookName,
  HookTaps,
  PromptInput,
  SessionInfo,
  StopInfo,
  TapOptions,
  ToolCallInfo,
  TurnInfo,
} from './runtime/hooks.ts';
export { inParallel } from './runtime/in-parallel.ts';
export type { Kernel } from './runtime/kernel.ts';
export { formatOf, Language, type OfferedLocale } from './runtime/language.ts';
export { matchLocale } from './runtime/match-locale.ts';
export { near } from './runtime/near.ts';
export { definePlugin, type Logger, type PluginContext, type PluginModule } from './runtime/plugin.ts';
export { addSecret, redact, redactDeep, redactSecrets } from './runtime/redact.ts';
export { shownDescription } from './runtime/shown-description.ts';
export { shownTool } from './runtime/shown-tool.ts';
export { slowMarkdownAt } from './runtime/slow-markdown.ts';
export { reasoned, type Translate, type TranslateArgs } from './runtime/translate.ts';
export { ulid } from './runtime/ulid.ts';
export { within } from './runtime/within.ts';
export { foundCredentials } from './secrets/found-credentials.ts';
export type { Kept, KeyPlace, KeySource } from './secrets/key-store.ts';
export { knownSecrets } from './secrets/known-secrets.ts';
export { providerIo } from './secrets/provider-io.ts';
export { signIn } from './secrets/sign-in.ts';
export { withLock } from './secrets/with-lock.ts';
export { type Addressed, addressedAgent } from './turn/agents/addressed-agent.ts';
export { findAgent } from './turn/agents/find-agent.ts';
export { tellUntrustedAgent, untrustedFiles } from './turn/agents/untrusted-agent.ts';
export type { Compacted } from './turn/context/compact.ts';
export { type ContextPart, type ContextReport, contextReport } from './turn/context/context-report.ts';
export { estimateRequestTokens, estimateTokens } from './turn/context/estimate-tokens.ts';
export { counts as isCounted, isLarge as isLargeResult } from './turn/context/model-view.ts';
export { type PreviewOptions, type PromptPreview, previewPrompt } from './turn/context/preview-prompt.ts';
export { findSlash, type KnownSlash, listSlash, parseSlash, slashSources, takenNames } from './turn/context/slash-commands.ts';
export { systemPrompt } from './turn/context/system-prompt.ts';
export type { Conversation } from './turn/conversation.ts';
export { addUsage, cachedShare, inputOf, NO_USAGE } from './turn/cost/cost.ts';
export { costText, shareText } from './turn/cost/cost-text.ts';
export { parseDuration } from './turn/duration.ts';
export { callWire } from './turn/models/call-wire.ts';
export { type CountedTokens, type CountOptions, countTokens } from './turn/models/count-tokens.ts';
export {
  EFFORT_LEVELS,
  type EffortFields,
  effortFlag,
  effortLevel,
  effortText,
  effortTokens,
  effortWord,
  parseEffort,
  setEffort,
} from './turn/models/effort.ts';
export { embed } from './turn/models/embed.ts';
export { embeddingModel, type ListedEmbeddingModel, listEmbeddingModels } from './turn/models/embedding-models.ts';
export { heldChoice } from './turn/models/held-choice.ts';
export { modelEfforts } from './turn/models/model-efforts.ts';
export { keepOffers } from './turn/models/offered-models.ts';
export { findModel, type ListedModel, listModels, parseModelRef, providerTable } from './turn/models/providers.ts';
export { modelTarget, selectModel } from './turn/models/select-model.ts';
export { configuredEffort } from './turn/models/settle-effort.ts';
export { smallModel } from './turn/models/small-model.ts';
export { type OpenOptions, openConversation } from './turn/open-conversation.ts';
export { reasonText } from './turn/reason-text.ts';
export type { TurnResult } from './turn/result.ts';
export { failedResult, resultRecord, totalResult } from './turn/result-record.ts';
export { findMessage } from './turn/session/find-message.ts';
export { sessionFileName } from './turn/session/session-file-name.ts';
export { startWatching } from './turn/start-watching.ts';
export { type AskedCall, type CheckedCall, callInWords, checkCall } from './turn/tools/check-call.ts';
export { childEnv } from './turn/tools/child-env.ts';
export { type FileScope, forbidden, refuseForbidden } from './turn/tools/judge-file.ts';
export { allowedTools, isToolOn } from './turn/tools/offered-tools.ts';
export { permissionMode } from './turn/tools/permission-mode.ts';
export { runToolOnce, type ToolMemory } from './turn/tools/run-tool-once.ts';
export { SavedRules } from './turn/tools/saved-rules.ts';
export type { FileLedger, ToolSession } from './turn/tools/tool-session.ts';
export { type ToolAbsence, type ToolState, type ToolStateOptions, toolStates } from './turn/tools/tool-states.ts';
export { findMode, findStyle, listModes, listStyles } from './turn/tools/work-mode.ts';
export { workspaceOf } from './turn/tools/workspace.ts';
export { untilStopped } from './turn/until-stopped.ts';

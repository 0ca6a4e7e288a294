const dynamicRegistration = false;

/** What we tell servers that we can do. */
export const clientCapabilities = {
  general: { positionEncodings: ['utf-16', 'utf-8'], staleRequestSupport: { cancel: true, retryOnContentModified: [] } },
  window: { workDoneProgress: true, showDocument: { support: false } },
  workspace: {
    applyEdit: true,
    workspaceEdit: { documentChanges: true, resourceOperations: ['create', 'rename'], failureHandling: 'abort' },
    configuration: true,
    workspaceFolders: true,
    didChangeConfiguration: { dynamicRegistration: true },
    didChangeWatchedFiles: { dynamicRegistration: true, relativePatternSupport: true },
    symbol: { dynamicRegistration, resolveSupport: { properties: ['location.range'] } },
    executeCommand: { dynamicRegistration },
    diagnostics: { refreshSupport: true },
  },
  textDocument: {
    synchronization: { dynamicRegistration, didSave: true },
    publishDiagnostics: { versionSupport: true, relatedInformation: false, codeDescriptionSupport: false },
    diagnostic: { dynamicRegistration: true, relatedDocumentSupport: false },
    definition: { dynamicRegistration, linkSupport: true },
    typeDefinition: { dynamicRegistration, linkSupport: true },
    implementation: { dynamicRegistration, linkSupport: true },
    references: { dynamicRegistration },
    hover: { dynamicRegistration, contentFormat: ['plaintext', 'markdown'] },
    completion: {
      dynamicRegistration,
      completionItem: { snippetSupport: false, documentationFormat: ['plaintext'] },
      contextSupport: true,
    },
    documentSymbol: { dynamicRegistration, hierarchicalDocumentSymbolSupport: true },
    rename: { dynamicRegistration, prepareSupport: false },
    formatting: { dynamicRegistration },
    callHierarchy: { dynamicRegistration },
    codeAction: {
      dynamicRegistration,
      isPreferredSupport: true,
      disabledSupport: true,
      dataSupport: true,
      resolveSupport: { properties: ['edit', 'command'] },
      codeActionLiteralSupport: {
        codeActionKind: {
          valueSet: ['quickfix', 'refactor', 'refactor.extract', 'refactor.inline', 'refactor.rewrite', 'source', 'source.organizeImports'],
        },
      },
    },
  },
  experimental: { serverStatusNotification: true },
};

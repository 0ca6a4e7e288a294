import { findOnPath } from '@ock/kernel';
import type { Checker } from '../check.ts';
import { exe } from './programs.ts';

/** programs that usual installations of language servers put on PATH */
const SERVERS = [
  'typescript-language-server',
  'vtsls',
  'pyright-langserver',
  'pylsp',
  'ruff',
  'gopls',
  'rust-analyzer',
  'clangd',
  'jdtls',
  'kotlin-language-server',
  'csharp-ls',
  'omnisharp',
  'ruby-lsp',
  'solargraph',
  'intelephense',
  'phpactor',
  'bash-language-server',
  'lua-language-server',
  'yaml-language-server',
  'vscode-json-language-server',
  'vscode-html-language-server',
  'vscode-css-language-server',
  'vscode-eslint-language-server',
  'svelteserver',
  'vue-language-server',
  'zls',
  'elixir-ls',
  'haskell-language-server-wrapper',
  'ocamllsp',
  'dart',
  'terraform-ls',
  'texlab',
  'marksman',
  'sourcekit-lsp',
  'nixd',
  'metals',
];

/** Which language servers could be started. None is needed. */
export const languageServers: Checker = async ({ kernel, t }) => {
  const path = kernel.options.env.PATH;
  const found = SERVERS.filter(
    (name) => findOnPath(exe(name), path) ?? (process.platform === 'win32' ? findOnPath(`${name}.cmd`, path) : undefined),
  );
  const text = found.length ? found.join(', ') : t('command-doctor.no_servers');
  return [{ group: 'lsp', id: 'language-servers', status: 'info', text, data: { found } }];
};

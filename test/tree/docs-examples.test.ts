import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkFile, type JsonSchema } from '@ock/kernel/config';
import { expect } from 'chai';
import { ROOT, read, readJson } from '../support/tree.ts';

interface Command {
  id: string;
  aliases?: string[];
  cached?: {
    flags?: Record<string, { char?: string; allowNo?: boolean; aliases?: string[] }>;
    baseFlags?: Record<string, { char?: string }>;
    strict?: boolean;
  };
}
interface Index {
  plugins: { manifest: { contributes: { command?: Command[] } } }[];
}

const FILES = ['README.md', ...readdirSync(join(ROOT, 'docs')).map((name) => `docs/${name}`)].filter((name) => name.endsWith('.md'));
const commands = readJson<Index>('oclif.manifest.json').plugins.flatMap(({ manifest }) => manifest.contributes.command ?? []);
const names = new Map(commands.flatMap((one) => [one.id, ...(one.aliases ?? [])].map((name) => [name.replaceAll(':', ' '), one] as const)));
const topics = new Set([...names.keys()].flatMap((name) => (name.includes(' ') ? [name.slice(0, name.lastIndexOf(' '))] : [])));

interface Block {
  file: string;
  line: number;
  language: string;
  text: string;
}
function blocks(): Block[] {
  return FILES.flatMap((file) => {
    const text = read(file);
    return [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```/gm)].map(({ index, 1: language = '', 2: body = '' }) => ({
      file,
      line: text.slice(0, index).split('\n').length,
      language,
      text: body,
    }));
  });
}

/** What is written behind `opencode ` in blocks and between backticks. */
function calls(): { where: string; words: string[] }[] {
  return FILES.flatMap((file) => {
    const text = read(file);
    const inline = [...text.matchAll(/`opencode ([^`\n]+)`/g)].map(([, call = '']) => call);
    const inBlocks = blocks()
      .filter((block) => block.file === file && ['', 'sh', 'bash'].includes(block.language))
      .flatMap((block) => [...block.text.matchAll(/(?:^|[|(&] *|\$ )opencode ([^\n|)]*)/gm)].map(([, call = '']) => call));
    return [...inline, ...inBlocks].map((call) => ({
      where: `${file}: opencode ${call}`,
      words: (call.replace(/ #.*| -- .*/, '').match(/"[^"]*"|'[^']*'|\S+/g) ?? []).filter((word) => !/^[<>]/.test(word)),
    }));
  });
}

function commandOf(words: readonly string[]): { command: Command | undefined; known: boolean } {
  const plain = words.filter((word) => !word.startsWith('-'));
  for (let length = Math.min(3, plain.length); length > 0; length--) {
    const name = plain.slice(0, length).join(' ');
    if (names.has(name)) return { command: names.get(name), known: true };
    if (topics.has(name) && (plain.length === length || /^[…A-Z|]/.test(plain[length] as string)))
      return { command: undefined, known: true };
  }
  return {
    command: undefined,
    known: plain.length === 0 || words[0]?.startsWith('-') === true || words[0] === 'COMMAND' || /^["'…[]/.test(words[0] as string),
  };
}

describe('examples in the documentation', () => {
  it('of configuration can be copied as they stand', () => {
    const schema = readJson<JsonSchema>('schemas/config.schema.json');
    const dir = mkdtempSync(join(tmpdir(), 'ock-docs-'));
    const wrong: string[] = [];
    for (const { file, line, language, text } of blocks()) {
      // what --answers reads is no configuration
      if (language !== 'toml' || text.includes('[[answers]]')) continue;
      const copy = join(dir, 'opencode.toml');
      writeFileSync(copy, text);
      try {
        for (const finding of checkFile(copy, schema)) wrong.push(`${file}:${line + finding.line} ${finding.key}`);
      } catch (error) {
        wrong.push(`${file}:${line} ${(error as Error).message}`);
      }
    }
    rmSync(dir, { recursive: true });
    expect(wrong).to.deep.equal([]);
  });

  it('of commands name commands and options that there are', () => {
    const wrong: string[] = [];
    const found = calls();
    for (const { where, words } of found) {
      const { command, known } = commandOf(words);
      if (!known) wrong.push(where);
      if (!command?.cached) continue;
      const { flags = {}, baseFlags = {} } = command.cached;
      const all = { ...baseFlags, ...flags };
      const long = new Set(
        Object.entries(all).flatMap(([name, flag]) => [name, `no-${name}`, ...((flag as { aliases?: string[] }).aliases ?? [])]),
      );
      for (const word of words) {
        const name = /^\[?--([a-z][\w-]*)/.exec(word)?.[1];
        if (name !== undefined && !long.has(name) && !['help', 'version'].includes(name)) wrong.push(`${where}: --${name}`);
      }
    }
    expect(found.length).to.be.greaterThan(100);
    expect(wrong).to.deep.equal([]);
  });
});

// A language server for tests that does what its first argument says. What it receives is written to the file of its second, one JSON a line.
import { appendFileSync, readFileSync } from 'node:fs';

const [mode = 'normal', logFile] = process.argv.slice(2);
const documents = new Map();
let rest = Buffer.alloc(0);
let next = 1;

const send = (message, length) => {
  const body = Buffer.from(JSON.stringify({ jsonrpc: '2.0', ...message }));
  process.stdout.write(`Content-Length: ${length ?? body.length}\r\n\r\n`);
  process.stdout.write(body);
};
const publish = (uri, version) => {
  const items = (documents.get(uri) ?? '').split('\n').flatMap((line, number) => {
    const at = line.indexOf('ERROR');
    const range = { start: { line: number, character: at }, end: { line: number, character: at + 5 } };
    return at < 0 ? [] : [{ range, severity: 1, code: 'E1', source: 'fake', message: line.slice(at) }];
  });
  send({ method: 'textDocument/publishDiagnostics', params: { uri, diagnostics: items, version } });
};
const edited = (text, { range, text: added }) => {
  if (!range) return added;
  const starts = [0];
  for (let i = 0; i < text.length; i++) if (text[i] === '\n') starts.push(i + 1);
  const at = ({ line, character }) => (starts[line] ?? text.length) + character;
  return text.slice(0, at(range.start)) + added + text.slice(at(range.end));
};

const capabilities = {
  textDocumentSync: { openClose: true, change: mode === 'full' ? 1 : 2, save: { includeText: true } },
  hoverProvider: true,
  definitionProvider: true,
  renameProvider: true,
  documentFormattingProvider: true,
  codeActionProvider: true,
  executeCommandProvider: { commands: ['fake.edit', 'fake.danger'] },
};

function answer({ id, method, params }) {
  const uri = params?.textDocument?.uri;
  if (method === 'initialize') {
    if (mode === 'crash-at-init') {
      process.stderr.write('fake: no toolchain\n   0: a stack\n');
      process.exit(3);
    }
    if (mode === 'silent') return;
    if (mode === 'garbage') return process.stdout.write('Welcome to my server!\r\n\r\n{"hello": 1}\n');
    if (mode === 'flood') for (let i = 0; i < 20_000; i++) process.stderr.write(`noise ${i} ${'x'.repeat(100)}\n`);
    return send({ id, result: { capabilities } }, mode === 'bad-length' ? 10 : undefined);
  }
  if (method === 'initialized' && mode === 'questions') {
    send({ id: `q${next++}`, method: 'workspace/configuration', params: { items: [{ section: 'a.b' }, { section: 'none' }, {}] } });
    send({
      id: `q${next++}`,
      method: 'client/registerCapability',
      params: { registrations: [{ id: '1', method: 'textDocument/references' }] },
    });
    send({ id: `q${next++}`, method: 'workspace/applyEdit', params: { edit: { changes: {} } } });
    send({ id: `q${next++}`, method: 'window/workDoneProgress/create', params: { token: 't' } });
    send({ id: `q${next++}`, method: 'no/such/method', params: {} });
  }
  if (method === 'textDocument/didOpen') {
    documents.set(uri, params.textDocument.text);
    publish(uri, params.textDocument.version);
  }
  if (method === 'textDocument/didChange') {
    documents.set(uri, params.contentChanges.reduce(edited, documents.get(uri)));
    if (mode !== 'mute') for (const open of documents.keys()) publish(open, open === uri ? params.textDocument.version : undefined);
  }
  if (method === 'textDocument/didClose') documents.delete(uri);
  if (method === 'textDocument/hover') {
    if (mode === 'crash-on-hover') process.exit(7);
    if (mode !== 'slow') send({ id, result: { contents: documents.get(uri) ?? '' } });
  }
  if (method === 'textDocument/definition') send({ id, result: [{ uri, range: { start: params.position, end: params.position } }] });
  if (method === 'textDocument/rename') send({ id, result: JSON.parse(readFileSync(`${logFile}.edit`, 'utf8')) });
  if (method === 'textDocument/formatting') {
    const lines = documents.get(uri).split('\n');
    const end = { line: lines.length, character: 0 };
    send({ id, result: [{ range: { start: { line: 0, character: 0 }, end }, newText: lines.map((line) => line.trim()).join('\n') }] });
  }
  if (method === 'textDocument/codeAction') {
    const action = (command) => ({ title: command, kind: 'quickfix', command: { title: command, command, arguments: [uri] } });
    send({ id, result: [action('fake.edit'), action('fake.danger')] });
  }
  if (method === 'workspace/executeCommand') {
    const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
    send({
      id: `q${next++}`,
      method: 'workspace/applyEdit',
      params: { edit: { changes: { [params.arguments[0]]: [{ range, newText: 'fixed ' }] } } },
    });
    send({ id, result: null });
  }
  if (method === 'shutdown') send({ id, result: null });
  if (method === 'exit') process.exit(0);
}

process.stdin.on('data', (chunk) => {
  rest = Buffer.concat([rest, chunk]);
  for (;;) {
    const head = rest.indexOf('\r\n\r\n');
    if (head < 0) return;
    const length = Number(/Content-Length: (\d+)/i.exec(rest.subarray(0, head).toString())?.[1]);
    if (rest.length < head + 4 + length) return;
    const message = JSON.parse(rest.subarray(head + 4, head + 4 + length).toString());
    rest = rest.subarray(head + 4 + length);
    if (logFile) appendFileSync(logFile, `${JSON.stringify(message)}\n`);
    answer(message);
  }
});
process.stdin.on('end', () => process.exit(0));

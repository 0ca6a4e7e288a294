import { expect } from 'chai';
import { checkSchema, type JsonSchema } from '../../src/config/check-schema.ts';
import { normalise } from '../../src/config/normalise.ts';
import { parseToml } from '../../src/config/toml.ts';
import { SCHEMA } from './world.ts';

/** Parses, checks that the schema knows every key, and normalises. */
function read(text: string): Record<string, unknown> {
  const document = parseToml(text, 'test.toml');
  expect(checkSchema(document, SCHEMA as JsonSchema)).to.deep.equal([]);
  return normalise(document);
}

describe('normalise', () => {
  it('leaves the canonical vocabulary as it is', () => {
    const text = `model = "a/b"\n[provider]\ndefault = "a"\n[provider.a]\nmodel = "b"\n[mcp.servers.x]\ncommand = "c"\n[lsp.go]\ncommand = ["gopls"]\n`;
    expect(read(text)).to.deep.equal(parseToml(text, ''));
  });

  it('understands every key of the documented first vocabulary', () => {
    const result = read(`
[provider]
default = "anthropic"
[provider.anthropic]
api_key_env = "ANTHROPIC_API_KEY"
model = "claude-sonnet-4-20250514"
max_tokens = 4096
temperature = 0.7
[provider.custom]
name = "My Custom Provider"
base_url = "https://api.example.com/v1"
[tools]
bash = true
[permissions]
bash_allow = ["git status", "ls"]
[mcp]
servers = ["filesystem", "github"]
[ui]
theme = "dark"
language = "en"
[lsp]
auto_start = true
timeout = 30
[lsp.python]
server = "pyright"
command = ["pyright-langserver", "--stdio"]
[profiles.local]
provider = "ollama"
model = "llama3.2"
base_url = "http://localhost:11434"
`);
    expect(result.mcp).to.deep.equal({ servers: { filesystem: { enabled: true }, github: { enabled: true } } });
    expect(result.language).to.equal('en');
    expect(result.profiles).to.deep.equal({
      local: { provider: { default: 'ollama', ollama: { base_url: 'http://localhost:11434' } }, model: 'llama3.2' },
    });
  });

  it('understands every key of the second vocabulary', () => {
    const result = read(`
default_model = "claude-x"
default_agent = "plan"
log_level = "WARNING"
data_dir = "d"
plans_dir = "p"
config_dir = "ignored"
project_dir = "."
project_name = "n"
[providers.openai]
api_key = "k"
base_url = "https://x.example"
models = ["gpt-4o"]
default_model = "gpt-4o"
enabled = true
[providers.openai.extra]
seed = 1
[models.fast]
provider = "groq"
model_id = "llama-3"
max_tokens = 4096
temperature = 0.7
supports_tools = true
supports_vision = false
supports_streaming = true
cost_per_input_token = 0.000003
cost_per_output_token = 0.000015
[mcp_servers.fs]
command = "mcp-fs"
args = ["/x"]
enabled = true
[mcp_servers.fs.env]
A = "1"
[lsp]
enabled = true
[lsp.servers.go]
command = ["gopls"]
[permissions]
auto_approve_tools = ["read"]
auto_approve_bash_patterns = ["^ls"]
ask_before_bash = true
ask_before_edit = true
[tui]
theme = "dark"
show_token_count = true
show_cost = true
compact_mode = false
syntax_theme = "monokai"
animation_speed = 1.0
show_shortcuts = true
sidebar_width = 30
font_size = "normal"
[server]
host = "127.0.0.1"
port = 4096
cors_origins = ["http://localhost:*"]
auth_enabled = false
auth_password = "x"
[gpu]
strategy = "auto"
vram_threshold_percent = 85
allow_shared_gpu = true
auto_unload = true
reserved_vram_gb = 1.0
[multi_model_patterns.pair]
pattern = "ensemble"
aggregator_model = "m"
voting_strategy = "majority"
enabled = true
[[multi_model_patterns.pair.models]]
model = "llama3.2"
provider = "ollama"
system_prompt = "s"
temperature = 0.7
max_tokens = 4096
gpu_id = 0
gpu_ids = [0, 1]
vram_required_gb = 8
exclusive_gpu = false
`);
    expect(result).to.not.have.any.keys('default_model', 'default_agent', 'providers', 'mcp_servers', 'tui', 'config_dir');
    expect(result).to.deep.include({ model: 'claude-x', agent: 'plan', log_level: 'warn' });
    expect(result.provider).to.deep.equal({
      openai: { api_key: 'k', base_url: 'https://x.example', models: ['gpt-4o'], model: 'gpt-4o', enabled: true, extra: { seed: 1 } },
    });
    expect(result.models).to.deep.equal({
      'groq/llama-3': {
        temperature: 0.7,
        output: 4096,
        capabilities: { tools: true, images: false },
        cost: { input: 3, output: 15 },
        alias: ['fast'],
      },
    });
    expect(result.mcp).to.deep.equal({ servers: { fs: { command: 'mcp-fs', args: ['/x'], enabled: true, env: { A: '1' } } } });
    expect(result.lsp).to.deep.equal({ enabled: true, go: { command: ['gopls'] } });
    expect((result.ui as { theme: string }).theme).to.equal('dark');
  });

  it('prefers the canonical spelling where both are used', () => {
    const result = read(
      'model = "a/b"\ndefault_model = "c/d"\n[provider.x]\nmodel = "m"\n[providers.x]\nmodel = "n"\nbase_url = "http://u"\n',
    );
    expect(result.model).to.equal('a/b');
    expect(result.provider).to.deep.equal({ x: { model: 'm', base_url: 'http://u' } });
  });

  it('does not change its argument', () => {
    const document = parseToml('default_model = "a"\n[tui]\ntheme = "x"\n', '');
    const before = structuredClone(document);
    normalise(document);
    expect(document).to.deep.equal(before);
  });
});

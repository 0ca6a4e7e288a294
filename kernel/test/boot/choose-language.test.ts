import { expect } from 'chai';
import { chooseLanguage } from '../../src/boot/choose-language.ts';
import { Language } from '../../src/runtime/language.ts';

function chosen(env: Record<string, string>, ...layers: string[]): [id: string, missing: string[]] {
  const language = new Language(() => ({}));
  language.offer(['en', 'de', 'fr', 'ja'].map((id) => ({ contribution: { id, name: id, tag: id }, root: '/' })));
  chooseLanguage(language, env);
  const said = () => layers.map((value) => ({ origin: { layer: 'global' as const, file: '/f' }, value }));
  const missing = chooseLanguage(language, env, { said });
  return [language.id, missing];
}

describe('chooseLanguage', () => {
  it('follows our own variables, then the configuration, then the system', () => {
    expect(chosen({ LANG: 'de_DE.UTF-8', OPENCODE_LANG: 'ja' }, 'ja')).to.deep.equal(['ja', []]);
    expect(chosen({ LANG: 'de_DE.UTF-8' }, 'en', 'fr'), 'the highest layer').to.deep.equal(['fr', []]);
    expect(chosen({ LANG: 'de_DE.UTF-8', LC_ALL: 'fr' })).to.deep.equal(['fr', []]);
    expect(chosen({ LANG: 'de_DE.UTF-8', LC_ALL: '' })).to.deep.equal(['de', []]);
    expect(chosen({ LANG: 'de_DE.UTF-8', LC_ALL: 'C' }), 'the system says there is none').to.deep.equal(['en', []]);
    expect(chosen({})).to.deep.equal(['en', []]);
  });

  it('passes over what there is not, and names it once', () => {
    expect(chosen({ OPENCODE_LANGUAGE: 'xx', LANG: 'de_DE.UTF-8' }, 'fr', 'xx')).to.deep.equal(['fr', ['xx']]);
    expect(chosen({ OPENCODE_LANGUAGE: 'xx', LANG: 'de_DE.UTF-8' }, 'xx')).to.deep.equal(['de', ['xx']]);
    expect(chosen({ OPENCODE_LANGUAGE: 'xx', OPENCODE_LANG: 'de' }, 'yy')).to.deep.equal(['de', ['yy', 'xx']]);
    expect(chosen({ LANG: 'xx_YY' }), 'the system is not ours to mend').to.deep.equal(['en', []]);
  });
});

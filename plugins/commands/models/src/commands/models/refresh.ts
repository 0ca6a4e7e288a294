import { keepOffers, type ModelInfo } from '@ock/kernel';
import { Args, OcCommand } from '@ock/kernel/command';
import { liveModels } from '../../live-models.ts';
import { isUsable, wantedProviders } from '../../model-rows.ts';

const TIMEOUT_MS = 10_000;

interface Refreshed {
  /** provider → how many models its server listed */
  providers: Record<string, number>;
  /** why a server's list is missing */
  notices: string[];
}

export default class ModelsRefresh extends OcCommand {
  static override summary = 'ask providers what they offer, and keep the answer';
  static override description =
    'Providers with a key and servers on this machine are asked. What they list can be chosen from then on, also without a network; ' +
    'a server that does not answer keeps its last list.';
  static override examples = ['<%= config.bin %> models refresh', '<%= config.bin %> models refresh openrouter'];
  static override enableJsonFlag = true;
  static override args = { provider: Args.string({ ignoreStdin: true, description: 'only this one' }) };

  async run(): Promise<Refreshed> {
    const { args, flags } = await this.parse(ModelsRefresh);
    const kernel = await this.kernel();
    const wanted = args.provider ?? flags.provider;
    const providers = wantedProviders(kernel, wanted).filter((provider) => wanted !== undefined || isUsable(kernel, provider));
    const { models, notices } = await this.working((tell) => liveModels(kernel, providers, TIMEOUT_MS, this.t, tell));
    const offers: Record<string, ModelInfo[]> = {};
    for (const { provider, info } of models) {
      offers[provider] ??= [];
      offers[provider].push(info);
    }
    if (models.length > 0) await keepOffers(kernel, offers);
    const counts = Object.fromEntries(Object.entries(offers).map(([id, infos]) => [id, infos.length]));
    for (const notice of notices) this.note(notice);
    for (const [provider, number] of Object.entries(counts)) this.out(this.t('command-models.refreshed', { provider, number }));
    if (models.length === 0) this.out(this.t('command-models.nothing_new'));
    return { providers: counts, notices };
  }
}

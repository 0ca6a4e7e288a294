import { type Kernel, type Slash, shownDescription, type Translate } from '@ock/kernel';

/** Lists the agents, those that a person may talk to first. */
export function createAgents(t: Translate): Slash {
  return {
    run({ kernel, talk, table }) {
      const ids = talk.agents();
      const all = kernel.list('agent').filter(({ hidden }) => !hidden);
      const own = all.filter(({ id }) => ids.includes(id));
      const subs = all.filter(({ id, sub }) => sub && !ids.includes(id));
      table([...own, ...subs].map((agent) => [agent.id === talk.agent ? '*' : ' ', agent.id, describe(kernel, agent.id, t)]));
    },
  };
}

/** Chooses one. */
export function createAgent(t: Translate): Slash {
  return {
    async run({ kernel, talk, line, choose }, rest) {
      const options = talk.agents().map((id) => ({ label: id, description: describe(kernel, id, t) }));
      const wanted = rest || (options.length > 1 ? (await choose({ question: t('slash-agents.which_agent'), options }))?.[0] : undefined);
      if (wanted) talk.setAgent(wanted);
      line(t('slash-agents.agent_is', { agent: talk.agent }));
    },
    complete: ({ kernel, talk }) => talk.agents().map((id) => ({ word: id, text: shownDescription(kernel, 'agent', id) })),
  };
}

function describe(kernel: Kernel, id: string, t: Translate): string {
  const agent = kernel.find('agent', id)?.contribution;
  const description = shownDescription(kernel, 'agent', id);
  const facts = [...(agent?.readOnly ? [t('slash-agents.read_only')] : []), ...(agent?.sub ? [t('slash-agents.sub')] : [])];
  return [description, ...facts.filter((fact) => !description.includes(fact))].filter(Boolean).join(' · ');
}

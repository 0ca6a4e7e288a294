export default {
  description: 'the one of the contract',
  parameters: { text: 'string', seconds: { type: 'integer', optional: true } },
  async run({ text, seconds = 0 }, { signal }) {
    await new Promise((resolve) => {
      const timer = setTimeout(resolve, seconds * 1000);
      signal.addEventListener('abort', () => resolve(clearTimeout(timer)));
    });
    if (text === '') return { text: 'there is no text', isError: true };
    return text;
  },
};

import { definePlugin } from '@ock/kernel';

export default definePlugin({
  activate(ctx) {
    ctx.register('provider', 'replay', {
      // sizes, prices and abilities are those of the model that was recorded
      async prepare(target) {
        const { info } = (await ctx.use('service', 'recorder')).target(target.model);
        return { ...target, info };
      },
    });
  },
});

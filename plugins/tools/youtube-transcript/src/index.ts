import { definePlugin } from '@ock/kernel';
import { createYouTubeTranscriptTool } from './youtube-transcript-tool.ts';

export default definePlugin({
  activate(ctx) {
    ctx.register('tool', 'youtube_transcript', createYouTubeTranscriptTool());
  },
});

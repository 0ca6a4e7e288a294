import { z } from 'zod';

export const description = 'Waits some seconds, then says the text again; without a text it fails.';

export const parameters = z.object({ text: z.string(), seconds: z.int().optional() });

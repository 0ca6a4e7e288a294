import { z } from 'zod';

export const description = 'Shows the to-do list of this session.';

export const parameters = z.object({});

import type { JsonSchemaType, jsonSchemaValidator } from '@modelcontextprotocol/sdk/validation/types.js';
import type { Sdk } from './load-sdk.ts';

/** Checks structured results against the schema of their tool; a schema that is none of any draft checks nothing. */
export function lenientValidator(sdk: Sdk): jsonSchemaValidator {
  const strict = new sdk.CfWorkerJsonSchemaValidator();
  return {
    getValidator: <T>(schema: JsonSchemaType) => {
      try {
        const check = strict.getValidator<T>(schema);
        return (input: unknown) => {
          try {
            return check(input);
          } catch {
            return { valid: true, data: input as T, errorMessage: undefined };
          }
        };
      } catch {
        return (input: unknown) => ({ valid: true, data: input as T, errorMessage: undefined });
      }
    },
  };
}

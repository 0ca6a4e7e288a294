/** Region used when nobody names one. */
export const DEFAULT_REGION = 'us-east-1';
export const DEFAULT_BASE_URL = `https://bedrock-runtime.${DEFAULT_REGION}.amazonaws.com`;

const GEOGRAPHY = /^(us-gov|us|eu|apac|jp|au|in|ca|global)\.(?=\w+\.)/;

/** Profiles that a region may use, the nearest first. `global` may route anywhere: it comes last. */
const PROFILES: readonly [RegExp, readonly string[]][] = [
  [/^us-gov-/, ['us-gov']],
  [/^us-/, ['us', 'global']],
  [/^ca-/, ['ca', 'us', 'global']],
  [/^(eu|il)-/, ['eu', 'global']],
  [/^ap-northeast-[13]$/, ['jp', 'apac', 'global']],
  [/^ap-southeast-[246]$/, ['au', 'apac', 'global']],
  [/^ap-south-/, ['in', 'apac', 'global']],
  [/^ap-/, ['apac', 'global']],
  [/./, ['global']],
];

/** A model's id without the region its profile routes to, and without the ARN around it. */
export function bareModelId(model: string): string {
  return model.replace(/^arn:.*\//, '').replace(GEOGRAPHY, '');
}

/**
 * The id under which a region offers a model: newer models are reached through an inference profile only, whose id begins with the part of the
 * world it routes to. An id that names one already, and an ARN, stay as they are.
 * @param isOffered whether there is a profile for a part of the world
 */
export function regionalModelId(model: string, region: string, isOffered: (geography: string) => boolean): string {
  if (model.startsWith('arn:') || GEOGRAPHY.test(model)) return model;
  const nearest = PROFILES.find(([pattern]) => pattern.test(region))?.[1].find(isOffered);
  return nearest === undefined ? model : `${nearest}.${model}`;
}

/** The runtime's address in a region; one that a person gave stays. */
export function runtimeUrl(baseUrl: string, region: string): string {
  return baseUrl === '' || baseUrl === DEFAULT_BASE_URL ? `https://bedrock-runtime.${region}.${domainOf(region)}` : baseUrl;
}

/** The address of the service that lists models, beside that of the runtime. */
export function controlUrl(runtime: string): string {
  return runtime.replace('://bedrock-runtime', '://bedrock');
}

/** The region an address belongs to, where it says so. */
export function regionOf(baseUrl: string): string | undefined {
  if (baseUrl === DEFAULT_BASE_URL) return undefined;
  return /bedrock-runtime(?:-fips)?\.([a-z]{2}(?:-[a-z]+)+-\d)\./.exec(baseUrl)?.[1];
}

export function domainOf(region: string): string {
  return region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
}

import { setTimeout as sleep } from 'node:timers/promises';
import { addSecret, askService, type Credential, KernelError, type LoginIo, type ProviderIo } from '@ock/kernel';

/** seconds between two questions where the server names none */
const INTERVAL_S = 5;
/** what a server that finds us too quick wants on top (RFC 8628) */
const SLOW_DOWN_S = 5;
const LIFE_S = 900;
const GRANT = 'urn:ietf:params:oauth:grant-type:device_code';

export interface DeviceFlow {
  /** where people sign in */
  web: string;
  clientId: string;
  /** Waits between two questions. @param ms how long */
  wait?(ms: number, signal: AbortSignal): Promise<void>;
}

const wait = (ms: number, signal: AbortSignal): Promise<void> => sleep(ms, undefined, { signal });

/**
 * Signs in on GitHub: the person types a code on a page, while we ask whether that has happened, no more often than the server likes.
 * @throws OC_AUTH_REFUSED when the person declines or lets the code run out, the signal's reason on abort
 */
export async function signIn(io: LoginIo, flow: DeviceFlow): Promise<Credential> {
  const { web, clientId } = flow;
  const post = (path: string, form: Record<string, string>) => ask(io, `${web}${path}`, { client_id: clientId, ...form });
  const code = await post('/login/device/code', { scope: 'read:user' });
  const { device_code: device, user_code: typed, verification_uri: page } = code;
  if (typeof device !== 'string' || typeof typed !== 'string' || typeof page !== 'string') throw refused('no_code', code);
  addSecret(device);
  io.show({ url: page, code: typed });

  let intervalS = seconds(code.interval, INTERVAL_S);
  let leftS = seconds(code.expires_in, LIFE_S);
  while (leftS > 0) {
    // a server that names no interval at all must not be asked without end
    leftS -= Math.max(intervalS, 1);
    await (flow.wait ?? wait)(intervalS * 1000, io.signal).catch((error: unknown) => {
      throw io.signal.aborted ? io.signal.reason : error;
    });
    const answer = await post('/login/oauth/access_token', { device_code: device, grant_type: GRANT });
    const { access_token: token, error } = answer;
    if (typeof token === 'string' && token !== '') return credential(token, answer, web);
    if (error === 'slow_down') intervalS = seconds(answer.interval, intervalS + SLOW_DOWN_S);
    else if (error === 'access_denied') throw refused('denied', answer);
    else if (error === 'expired_token') throw refused('late', answer);
    else if (error !== 'authorization_pending') throw refused('no_token', answer);
  }
  throw refused('late', {});
}

/**
 * Another token for one that has run out.
 * @throws OC_AUTH_REFUSED when the sign-in was revoked
 */
export async function renewed(io: ProviderIo, { web, clientId }: DeviceFlow, refresh: string): Promise<Credential> {
  const form = { client_id: clientId, grant_type: 'refresh_token', refresh_token: refresh };
  const answer = await ask(io, `${web}/login/oauth/access_token`, form);
  if (typeof answer.access_token !== 'string' || answer.access_token === '') throw refused('no_token', answer);
  return credential(answer.access_token, answer, web);
}

async function ask(io: ProviderIo, url: string, form: Record<string, string>): Promise<Record<string, unknown>> {
  const body = new URLSearchParams(form);
  return (await askService(io, 'GitHub', { url, method: 'POST', body, accept: [400] })).answer;
}

function credential(key: string, { refresh_token: refresh, expires_in: life }: Record<string, unknown>, web: string): Credential {
  addSecret(key);
  return {
    key,
    ...(typeof refresh === 'string' && refresh !== '' ? { refresh } : {}),
    ...(typeof life === 'number' && life > 0 ? { expires: Date.now() + life * 1000 } : {}),
    facts: { host: web },
  };
}

function seconds(value: unknown, otherwise: number): number {
  return typeof value === 'number' && value >= 0 ? value : otherwise;
}

function refused(because: string, { error, error_description: said }: Record<string, unknown>): KernelError {
  const reason = typeof said === 'string' ? said : String(error ?? '?');
  return new KernelError('OC_AUTH_REFUSED', { because: `provider-github-copilot.${because}`, reason: reason.slice(0, 300) });
}

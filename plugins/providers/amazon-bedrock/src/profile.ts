import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { KernelError } from '@ock/kernel';
import { type IniSections, parseIni } from './ini.ts';

export type Environment = Readonly<Record<string, string | undefined>>;
export type Profile = Readonly<Record<string, string>>;

/** A person's AWS files: `~/.aws/config` and `~/.aws/credentials`, or where the variables say. */
export class AwsFiles {
  readonly configFile: string;
  readonly credentialsFile: string;
  readonly home: string;
  #sections: Promise<[IniSections, IniSections]> | undefined;

  constructor(env: Environment) {
    this.home = env.HOME || env.USERPROFILE || homedir();
    this.configFile = env.AWS_CONFIG_FILE || join(this.home, '.aws', 'config');
    this.credentialsFile = env.AWS_SHARED_CREDENTIALS_FILE || join(this.home, '.aws', 'credentials');
  }

  /** Both files' entries of a profile, the credentials file's first; undefined when neither knows it. */
  async profile(name: string): Promise<Profile | undefined> {
    const [config, credentials] = await this.#read();
    const found = [config.get(name), credentials.get(name)];
    return found.some((section) => section !== undefined) ? { ...found[0], ...found[1] } : undefined;
  }

  /** `[sso-session NAME]` of the config file. */
  async ssoSession(name: string): Promise<Profile | undefined> {
    return (await this.#read())[0].get(`sso-session ${name}`);
  }

  #read(): Promise<[IniSections, IniSections]> {
    this.#sections ??= Promise.all([sectionsOf(this.configFile), sectionsOf(this.credentialsFile)]);
    return this.#sections;
  }
}

async function sectionsOf(file: string): Promise<IniSections> {
  try {
    return parseIni(await readFile(file, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return new Map();
    throw new KernelError('OC_AUTH_STORE', { file, message: (error as Error).message }, { cause: error });
  }
}
